import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from './errors.js';

/**
 * Writes a whole file or leaves the old one in its place: nobody ever reads half of it. A file that holds a
 * secret is for its owner alone.
 */
export async function writeAtomically(file: string, text: string, secret = false): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, text, { mode: secret ? 0o600 : 0o644 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError('ERR_WRITE', `${file} cannot be written (${code})`);
  }
}
