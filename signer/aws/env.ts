import { kindOf } from '../errors.js';
import { optionsOf } from '../options.js';
import { currentStage, type Environment } from '../stage.js';
import { type Fields, fieldOf } from './content.js';
import { awsError } from './errors.js';
import { stringsOf } from './options.js';
import { deadline, type SecretOptions, storedSecret } from './secret.js';
import { TOKEN_SECRET } from './token-secret.js';

/** Which secret {@link loadEnv} puts into the environment. */
export interface EnvOptions extends SecretOptions {
  /** The fields to take; all of them unless given. */
  keys?: readonly string[] | undefined;
  /** Whether variables that are set already give way; false unless given. */
  overwrite?: boolean | undefined;
  /** The environment to read the stage from and to write to; `process.env` unless given. */
  env?: Environment | undefined;
}

// What every shell can name.
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Puts the fields of a secret into the environment, for the start of a program: the version AWSCURRENT, once. A secret that is no
 * JSON becomes `SPA_TOKEN_SECRET`. Where no stage is named it does nothing, so the same line serves a developer's machine. A variable
 * that is set to nothing counts as not set. All is checked before anything is written.
 *
 * @returns The names of the variables that were written.
 * @throws TypeError, RangeError For options that cannot be used.
 * @throws Error `ERR_SPA_AUTH_AWS_SDK`, `ERR_SPA_AUTH_AWS_READ` or `ERR_SPA_AUTH_AWS_VALUE`.
 * @example
 * ```ts
 * import { loadEnv } from 'pocket-spa-auth/aws';
 *
 * const SecretString = JSON.stringify({ SPA_TOKEN_SECRET: 'c0ffee'.repeat(8), DB_PORT: 5432 });
 * const client = { getSecretValue: async () => ({ SecretString }) }; // left out, the AWS SDK asks
 * const env: Record<string, string> = { POCKET_STAGE: 'dev', SPA_TOKEN_SECRET: 'set before' };
 *
 * await loadEnv({ secretId: 'shop/{stage}', env, client }); // => ["DB_PORT"]
 * env.DB_PORT; // => "5432"
 * ```
 */
export async function loadEnv(options: EnvOptions): Promise<string[]> {
  const given = optionsOf(options) as EnvOptions;
  const { overwrite = false, env = process.env } = given;
  const keys = stringsOf(given.keys, 'keys');
  if (currentStage({ stage: given.stage, env }) === undefined) {
    return [];
  }
  const secret = storedSecret(given, env);
  const value = await secret.read('AWSCURRENT', deadline());
  const fields = typeof value === 'string' ? { [TOKEN_SECRET]: value } : value!;
  const texts = textsOf(fields, keys, secret.place('AWSCURRENT'));
  const written = texts.filter(([name]) => overwrite || !fieldOf(env, name));
  for (const [name, text] of written) {
    env[name] = text;
  }
  return written.map(([name]) => name);
}

function textsOf(
  fields: Fields,
  keys: readonly string[] | undefined,
  place: string,
): [name: string, text: string][] {
  return (keys ?? Object.keys(fields)).map((key) => {
    const field = fieldOf(fields, key);
    if (!VARIABLE.test(key)) {
      throw unusable(place, 'a field whose name no variable can have');
    }
    if (!['string', 'number', 'boolean'].includes(typeof field)) {
      const found = field === undefined ? 'no field' : `${kindOf(field)} as the field`;
      throw unusable(place, `${found} ${key}`);
    }
    return [key, String(field)];
  });
}

function unusable(place: string, what: string) {
  return awsError(
    'ERR_SPA_AUTH_AWS_VALUE',
    `${place} has ${what}. A variable takes a string, a number or a boolean: name the fields to take with "keys".`,
  );
}
