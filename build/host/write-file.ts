import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from './errors.js';

/**
 * Writes a file in one step: it is replaced completely or not at all. If the text contains a
 * secret, only the file's owner may read it.
 *
 * @throws CliError with the code `ERR_WRITE` if the file cannot be written.
 */
export async function writeAtomically(
  file: string,
  text: string,
  containsSecret = false,
): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, text, { mode: containsSecret ? 0o600 : 0o644 });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError('ERR_WRITE', `${file} cannot be written (${code})`);
  }
}
