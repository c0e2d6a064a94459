import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findMissingTools } from '../fakes/quayside.js';
import { EXAMPLES } from './examples/examples.js';

/**
 * Installs, before the tests, the packages of the examples, the backends and Vite's versions, and
 * those of the Django example, which two test files start side by side.
 */
export default async function install(): Promise<void> {
  const tests = ['test/e2e/backends', 'test/e2e/vite/current', 'test/e2e/vite/oldest'];
  for (const folder of [...tests, ...EXAMPLES.map((name) => `examples/${name}`)]) {
    await installPackages(folder);
  }
  if ((await findMissingTools()).length === 0) {
    const { href } = new URL('../../examples/django/run/python.js', import.meta.url);
    await (await import(href)).preparePython();
  }
}

/** Runs `npm ci` in a folder if its package-lock.json has changed since the last time. */
async function installPackages(folder: string): Promise<void> {
  const lockedAt = modifiedAt(join(folder, 'package-lock.json'));
  if (modifiedAt(join(folder, 'node_modules/.package-lock.json')) > lockedAt) {
    return;
  }
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', args, { cwd: folder, shell: process.platform === 'win32' });
}

function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
