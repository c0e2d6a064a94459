import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './process.js';

const LIST = fileURLToPath(new URL('../requirements.txt', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/django', import.meta.url));

/**
 * Installs the packages of requirements.txt at the first run and after each change of the file.
 * Returns the path of Python.
 */
export async function preparePython(signal) {
  const python = join(FOLDER, 'bin/python');
  // The stamp is written last, so an incomplete installation has none.
  const stamp = join(FOLDER, 'installed.txt');
  const wanted = await readFile(LIST, 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) {
    return python;
  }
  console.log('Installing Django and what it needs; this is done once.');
  await rm(FOLDER, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', FOLDER], { signal });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  await run(python, [...pip, '-r', LIST], { signal });
  await writeFile(stamp, wanted);
  return python;
}
