import type { Environment } from '../stage.js';
import { type ClientOptions, createClientGetter, type SecretsManagerLike } from './client.js';
import { awsError, identifyError } from './errors.js';
import { type LocationOptions, parseLocation } from './location.js';

/** Where a secret is in Secrets Manager, and which client reads it. */
export interface SecretOptions extends LocationOptions, ClientOptions {}

/** The staging labels that Secrets Manager gives to a secret's versions. */
export type VersionLabel = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING';

/** The content of one version: plain text, or the fields of a JSON object. */
export type Content = string | Fields;
export type Fields = Readonly<Record<string, unknown>>;

/** One secret in Secrets Manager. */
export interface StoredSecret {
  /** A version's name for an error message. */
  versionName(label: VersionLabel): string;
  /** The content of a version; undefined if no version has the label. One has AWSCURRENT. */
  read(label: VersionLabel, signal: AbortSignal): Promise<Content | undefined>;
}

/** How long reading a secret may take in milliseconds, retries included: requests wait for it. */
const READ_TIMEOUT_MS = 5_000;

const NO_FIELDS: Fields = Object.freeze({});

/** Aborts a reading that takes too long. */
export function readDeadline(): AbortSignal {
  return AbortSignal.timeout(READ_TIMEOUT_MS);
}

export function storedSecret(options: SecretOptions, env: Readonly<Environment>): StoredSecret {
  const { id, path } = parseLocation(options, env);
  const getClient = createClientGetter(options);
  const versionName = (label: VersionLabel) => `The version ${label} of the secret ${id}`;

  return {
    versionName,
    async read(label, signal) {
      const name = versionName(label);
      const version = await fetchVersion(await getClient(), id, label, name, signal);
      return version && parseContent(checkText(version.SecretString, name), path, name);
    },
  };
}

async function fetchVersion(
  client: SecretsManagerLike,
  id: string,
  label: VersionLabel,
  versionName: string,
  abortSignal: AbortSignal,
) {
  try {
    return await client.getSecretValue({ SecretId: id, VersionStage: label }, { abortSignal });
  } catch (error) {
    const { name, status } = identifyError(error);
    // The service uses this one name for a missing label, a missing value and a missing secret.
    if (label !== 'AWSCURRENT' && name === 'ResourceNotFoundException') {
      return undefined;
    }
    throw awsError(
      'ERR_SPA_AUTH_AWS_READ',
      `${versionName} could not be read: ${name}${status}. ` +
        'Check the name, the region, the credentials and the permission ' +
        'secretsmanager:GetSecretValue.',
    );
  }
}

function checkText(text: unknown, versionName: string): string {
  if (typeof text !== 'string') {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${versionName} holds binary data. Store text, as put-secret-value --secret-string does.`,
    );
  }
  return text;
}

// Text that begins with "{" is JSON; no key ring begins that way. A path that leads nowhere gives
// no fields.
function parseContent(text: string, path: readonly string[], versionName: string): Content {
  if (!text.trimStart().startsWith('{')) {
    if (path.length > 0) {
      throw awsError(
        'ERR_SPA_AUTH_AWS_VALUE',
        `${versionName} is plain text, but "path" is given. ` +
          'Leave out "path", or store a JSON object.',
      );
    }
    return text;
  }
  const value = path.reduce(getField, parseJson(text, versionName));
  return isObject(value) ? value : NO_FIELDS;
}

function parseJson(text: string, versionName: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not passed on as the cause: its message quotes the text.
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${versionName} begins with "{" but is not JSON. Store a JSON object, or the secret alone.`,
    );
  }
}

/** An own field of an object; undefined if the object or the field does not exist. */
export function getField(fields: unknown, name: string): unknown {
  return isObject(fields) && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
