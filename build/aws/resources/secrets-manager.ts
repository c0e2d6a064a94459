import { randomUUID } from 'node:crypto';
import { parseRing, type Secrets } from '../../config/key-ring.js';
import { CliError } from '../../host/errors.js';
import type { AwsClients } from '../clients.js';
import { AwsError, ConflictError, undefinedIfMissing } from '../errors.js';
import { findRing, type RingLocation, replaceRing } from './secret-text.js';

/** Where the token secret lies in Secrets Manager. */
export interface SecretLocation extends RingLocation {
  /** The secret's name or ARN. */
  readonly secretId: string;
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

/** The secret was deleted, and can still be had back. */
export class DeletedSecretError extends ConflictError {
  /** The command that has it back. */
  readonly mend: string;

  constructor(secretId: string) {
    const mend = `aws secretsmanager restore-secret --secret-id ${secretId}`;
    super(`the secret ${secretId} is marked for deletion; have it back: ${mend}`);
    this.mend = mend;
  }
}

/**
 * The version with a label, or with an id; undefined where there is no such version, or no such secret.
 *
 * @throws DeletedSecretError where the secret is marked for deletion.
 */
export async function readSecret(
  { secretsManager }: AwsClients,
  at: SecretLocation,
  which: Label | { readonly id: string } = 'AWSCURRENT',
): Promise<SecretVersion | undefined> {
  const named = typeof which === 'string' ? { VersionStage: which } : { VersionId: which.id };
  const found = await undefinedIfMissing(
    secretsManager.getSecretValue({ SecretId: at.secretId, ...named }).catch((error: unknown) => {
      throw isDeleted(error) ? new DeletedSecretError(at.secretId) : error;
    }),
  );
  if (!found) {
    return undefined;
  }
  const place = `the version ${typeof which === 'string' ? which : which.id} of the secret ${at.secretId}`;
  if (found.SecretString === undefined) {
    throw new CliError('ERR_SECRET', `${place} holds binary data; allowed: text`);
  }
  const ring = findRing(found.SecretString, at, place, which !== 'AWSCURRENT');
  return {
    id: found.VersionId!,
    labels: found.VersionStages ?? [],
    createdAt: Math.floor((found.CreatedDate?.getTime() ?? 0) / 1000),
    secrets: ring === undefined ? [] : parseRing(ring, place),
    text: found.SecretString,
  };
}

/** The service has one code for this and for whatever else does not go together; only the words tell. */
function isDeleted(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    error.reason === 'InvalidRequestException' &&
    /marked (?:for deletion|deleted)/i.test(error.message)
  );
}

/** Makes the secret. Made already with the same ring by a try whose answer was lost: fine. */
export async function createSecret(
  { secretsManager }: AwsClients,
  at: SecretLocation,
  secrets: Secrets,
): Promise<void> {
  await secretsManager.createSecret({
    Name: at.secretId,
    Description: 'Signs the cookie that the CloudFront Function of pocket-spa-auth checks',
    SecretString: replaceRing(undefined, at, secrets),
    ClientRequestToken: randomUUID(),
  });
}

/**
 * Adds a version; the labels move to it, AWSCURRENT unless others are named. The same id with the same text again changes nothing,
 * so a write whose answer was lost can be tried again.
 */
export async function putSecret(
  { secretsManager }: AwsClients,
  at: SecretLocation,
  { id, secrets, over, labels }: NewVersion,
): Promise<void> {
  await secretsManager.putSecretValue({
    SecretId: at.secretId,
    SecretString: replaceRing(over.text, at, secrets),
    ClientRequestToken: id,
    ...(labels && { VersionStages: [...labels] }),
  });
}

/** Moves AWSCURRENT; AWSPREVIOUS goes to the version that had it. */
export async function moveCurrentLabel(
  { secretsManager }: AwsClients,
  { secretId }: SecretLocation,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await secretsManager.updateSecretVersionStage({
    SecretId: secretId,
    VersionStage: 'AWSCURRENT',
    RemoveFromVersionId: from,
    MoveToVersionId: to,
  });
}

/** Takes a label off a version. */
export async function removeLabel(
  { secretsManager }: AwsClients,
  { secretId }: SecretLocation,
  label: Label,
  from: string,
): Promise<void> {
  await secretsManager.updateSecretVersionStage({
    SecretId: secretId,
    VersionStage: label,
    RemoveFromVersionId: from,
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
