import { describeKind } from '../errors.js';
import { checkOptions } from '../options.js';
import { SECRET_VARIABLE } from '../secret-rules.js';
import { currentStage, type Environment } from '../stage.js';
import { awsError } from './errors.js';
import { checkStrings } from './location.js';
import {
  type Fields,
  getField,
  readDeadline,
  type SecretOptions,
  storedSecret,
} from './stored-secret.js';

/** The secret that {@link loadEnv} reads, and the variables that it sets. */
export interface EnvOptions extends SecretOptions {
  /** The fields to load. Default: all. */
  keys?: readonly string[] | undefined;
  /** Whether variables that are already set are overwritten. Default: false. */
  overwrite?: boolean | undefined;
  /** The environment to read the stage from and to write to. Default: `process.env`. */
  env?: Environment | undefined;
}

// Variable names that every shell accepts.
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Loads the fields of a secret into the environment when a program starts. Reads the version
 * AWSCURRENT once. A secret that is not JSON becomes `SPA_TOKEN_SECRET`. Does nothing if no stage
 * is set, so the same line works on a developer's machine. An empty variable counts as not set.
 * Everything is checked before anything is written.
 *
 * @returns The names of the variables that were written.
 * @throws TypeError for an option of the wrong type.
 * @throws RangeError for an option that cannot be used.
 * @throws Error `ERR_SPA_AUTH_AWS_SDK`, `ERR_SPA_AUTH_AWS_READ` or `ERR_SPA_AUTH_AWS_VALUE`.
 * @example
 * ```ts
 * import { loadEnv } from 'pocket-spa-auth/aws';
 *
 * const SecretString = JSON.stringify({ SPA_TOKEN_SECRET: 'c0ffee'.repeat(8), DB_PORT: 5432 });
 * const client = { getSecretValue: async () => ({ SecretString }) }; // default: the AWS SDK
 * const env: Record<string, string> = { POCKET_STAGE: 'dev', SPA_TOKEN_SECRET: 'set before' };
 *
 * await loadEnv({ secretId: 'shop/{stage}', env, client }); // => ["DB_PORT"]
 * env.DB_PORT; // => "5432"
 * ```
 */
export async function loadEnv(options: EnvOptions): Promise<string[]> {
  const given = checkOptions(options) as EnvOptions;
  const { overwrite = false, env = process.env } = given;
  const keys = checkStrings(given.keys, 'keys');
  if (currentStage({ stage: given.stage, env }) === undefined) {
    return [];
  }
  const secret = storedSecret(given, env);
  const content = await secret.read('AWSCURRENT', readDeadline());
  const fields = typeof content === 'string' ? { [SECRET_VARIABLE]: content } : content!;
  const variables = parseVariables(fields, keys, secret.versionName('AWSCURRENT'));
  const written = variables.filter(([name]) => overwrite || !getField(env, name));
  for (const [name, text] of written) {
    env[name] = text;
  }
  return written.map(([name]) => name);
}

function parseVariables(
  fields: Fields,
  keys: readonly string[] | undefined,
  versionName: string,
): [name: string, text: string][] {
  return (keys ?? Object.keys(fields)).map((key) => {
    const field = getField(fields, key);
    if (!VARIABLE_NAME.test(key)) {
      throw unusableFieldError(versionName, 'a field whose name is not a valid variable name');
    }
    if (!['string', 'number', 'boolean'].includes(typeof field)) {
      const kind = field === undefined ? 'no field' : `${describeKind(field)} as the field`;
      throw unusableFieldError(versionName, `${kind} ${key}`);
    }
    return [key, String(field)];
  });
}

function unusableFieldError(versionName: string, what: string) {
  return awsError(
    'ERR_SPA_AUTH_AWS_VALUE',
    `${versionName} has ${what}. ` +
      'A variable takes a string, a number or a boolean: name the fields to load with "keys".',
  );
}
