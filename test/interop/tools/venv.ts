import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes a virtual environment in `folder` with the packages of a requirements.txt, again after each
 * change of the file. Returns the path of Python.
 */
export async function makeVenv(folder: string, list: string): Promise<string> {
  const program = join(folder, 'bin/python');
  await install(folder, await readFile(list, 'utf8'), async () => {
    await run('python3', ['-m', 'venv', folder], { timeout: 120_000 });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(program, [...pip, '--no-deps', '-r', list], { timeout: 300_000 });
  });
  return program;
}

/** Creates a folder again if its stamp is not `wanted`. */
export async function install(
  folder: string,
  wanted: string,
  make: () => Promise<void>,
): Promise<void> {
  // The stamp is written last, so an incomplete installation has none.
  const stamp = join(folder, 'installed.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) {
    return;
  }
  await rm(folder, { recursive: true, force: true });
  await make();
  await writeFile(stamp, wanted);
}
