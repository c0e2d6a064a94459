import type { Environment } from '../stage.js';
import { type ClientOptions, clientOf, type SecretsManagerLike } from './client.js';
import { type Content, contentOf } from './content.js';
import { awsError, faultOf } from './errors.js';
import { type LocationOptions, locationOf } from './location.js';

/** Where a secret lies in Secrets Manager, and which client asks for it. */
export interface SecretOptions extends LocationOptions, ClientOptions {}

/** The names that Secrets Manager gives to a secret's versions. */
export type Label = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING';

/** One secret in Secrets Manager. */
export interface StoredSecret {
  /** A version's name for an error. */
  place(label: Label): string;
  /** What a version holds; undefined where no version has the label. One has AWSCURRENT. */
  read(label: Label, signal: AbortSignal): Promise<Content | undefined>;
}

/** How long the reading of a secret may take in milliseconds, retries included: requests wait for it. */
const PATIENCE = 5_000;

/** What ends a reading that takes too long. */
export function deadline(): AbortSignal {
  return AbortSignal.timeout(PATIENCE);
}

export function storedSecret(options: SecretOptions, env: Readonly<Environment>): StoredSecret {
  const { id, path } = locationOf(options, env);
  const client = clientOf(options);
  const place = (label: Label) => `The version ${label} of the secret ${id}`;

  return {
    place,
    async read(label, signal) {
      const version = await fetched(await client(), id, label, place(label), signal);
      return version && contentOf(textOf(version.SecretString, place(label)), path, place(label));
    },
  };
}

// The service has one name for a missing label, a missing value and a missing secret.
async function fetched(
  client: SecretsManagerLike,
  id: string,
  label: Label,
  place: string,
  abortSignal: AbortSignal,
) {
  try {
    return await client.getSecretValue({ SecretId: id, VersionStage: label }, { abortSignal });
  } catch (error) {
    const { name, status } = faultOf(error);
    if (label !== 'AWSCURRENT' && name === 'ResourceNotFoundException') {
      return undefined;
    }
    throw awsError(
      'ERR_SPA_AUTH_AWS_READ',
      `${place} could not be read: ${name}${status}. ` +
        'Check the name, the region, the credentials and the permission secretsmanager:GetSecretValue.',
    );
  }
}

function textOf(text: unknown, place: string): string {
  if (typeof text !== 'string') {
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${place} holds binary data. Store text, as put-secret-value --secret-string does.`,
    );
  }
  return text;
}
