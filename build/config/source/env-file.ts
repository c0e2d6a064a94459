import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from '../../host/errors.js';

export const ENV_FILE = '.env';

/**
 * Adds the variables of the `.env` in a folder, or of a file of another name, to an environment. A
 * variable that is already set wins; one that is set to the empty text counts as not set. Without
 * the file nothing happens.
 *
 * @throws ConfigError if the file cannot be read; it never shows text of the file.
 */
export async function addEnvFile(
  folder: string,
  env: Record<string, string | undefined>,
  name = ENV_FILE,
): Promise<void> {
  const text = await readFile(join(folder, name), 'utf8').catch(
    ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ENOENT') {
        return '';
      }
      throw new ConfigError(name, [{ path: '', text: `cannot be read (${code})` }]);
    },
  );
  // Some Windows editors begin a file with a byte order mark, which would become part of a name.
  for (const [key, value] of Object.entries(parseEnv(text.replace(/^\uFEFF/, '')))) {
    if (!env[key]) {
      env[key] = value;
    }
  }
}
