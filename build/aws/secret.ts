import { randomUUID } from 'node:crypto';
import { CliError } from '../errors.js';
import type { Aws } from './clients.js';
import { ifThere } from './errors.js';
import { parseRing, ringText, type Secrets } from './ring.js';

/** Where the token secret lies in Secrets Manager. */
export interface SecretPlace {
  /** The secret's name or ARN. */
  readonly secretId: string;
  /** The field of a JSON secret; undefined where the secret is plain text. */
  readonly secretKey: string | undefined;
}

/** The labels of a secret's versions. */
export type Label = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING';

/** One version of the secret. */
export interface SecretVersion {
  readonly id: string;
  readonly labels: readonly string[];
  /** Unix seconds. */
  readonly createdAt: number;
  readonly secrets: Secrets;
  /** All of its text, so that a JSON secret keeps its other fields. */
  readonly text: string;
}

/** The version with a label; undefined where there is no such version, or no such secret. */
export async function readSecret(
  { secretsManager }: Aws,
  { secretId, secretKey }: SecretPlace,
  label: Label = 'AWSCURRENT',
): Promise<SecretVersion | undefined> {
  const found = await ifThere(
    secretsManager.getSecretValue({ SecretId: secretId, VersionStage: label }),
  );
  if (!found) return undefined;
  const place = `the version ${label} of the secret ${secretId}`;
  if (found.SecretString === undefined) {
    throw new CliError('ERR_SECRET', `${place} holds binary data; allowed: text`);
  }
  return {
    id: found.VersionId!,
    labels: found.VersionStages ?? [],
    createdAt: Math.floor((found.CreatedDate?.getTime() ?? 0) / 1000),
    secrets: parseRing(ringIn(found.SecretString, secretKey, place), place),
    text: found.SecretString,
  };
}

/** Makes the secret. Made already with the same ring by a try whose answer was lost: fine. */
export async function createSecret(
  { secretsManager }: Aws,
  { secretId, secretKey }: SecretPlace,
  secrets: Secrets,
): Promise<void> {
  await secretsManager.createSecret({
    Name: secretId,
    Description: 'Signs the cookie that the CloudFront Function of pocket-spa-auth checks',
    SecretString: withRing(undefined, secretKey, secrets),
    ClientRequestToken: randomUUID(),
  });
}

/**
 * Adds a version; the labels move to it, AWSCURRENT unless others are named. The same id with the same text again changes nothing,
 * so a write whose answer was lost can be tried again.
 */
export async function putSecret(
  { secretsManager }: Aws,
  { secretId, secretKey }: SecretPlace,
  { id, secrets, over, labels }: NewVersion,
): Promise<void> {
  await secretsManager.putSecretValue({
    SecretId: secretId,
    SecretString: withRing(over.text, secretKey, secrets),
    ClientRequestToken: id,
    ...(labels && { VersionStages: [...labels] }),
  });
}

export interface NewVersion {
  /** 32 to 64 characters; the version's id from then on. */
  readonly id: string;
  readonly secrets: Secrets;
  /** The version whose other fields it keeps. */
  readonly over: SecretVersion;
  readonly labels?: readonly Label[];
}

function ringIn(text: string, key: string | undefined, place: string): string {
  if (key === undefined) return text;
  const value = Object(jsonOf(text))[key] as unknown;
  if (typeof value === 'string') return value;
  throw new CliError(
    'ERR_SECRET',
    `${place} holds no text as the field ${JSON.stringify(key)}; allowed: a JSON object with the token secret in that field`,
  );
}

function withRing(text: string | undefined, key: string | undefined, secrets: Secrets): string {
  const ring = ringText(secrets);
  if (key === undefined) return ring;
  return JSON.stringify({ ...(text === undefined ? {} : (jsonOf(text) as object)), [key]: ring });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
