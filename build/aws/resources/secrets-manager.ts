import { randomUUID } from 'node:crypto';
import { parseRing, type Secrets } from '../../config/key-ring.js';
import { CliError } from '../../host/errors.js';
import type { AwsClients } from '../clients.js';
import { AwsError, ConflictError, undefinedIfMissing } from '../errors.js';
import { findRing, type RingLocation, replaceRing } from './secret-text.js';
import { type Tags, toTagList, withTags } from './tags.js';

/** Where the token secret is in Secrets Manager. */
export interface SecretLocation extends RingLocation {
  /** The secret's name or ARN. */
  readonly secretId: string;
}

/** The staging labels of a secret's versions that this package reads or moves. */
export type Label = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING';

/** One version of the secret. */
export interface SecretVersion {
  readonly id: string;
  readonly labels: readonly string[];
  /** Unix seconds. */
  readonly createdAt: number;
  /** The key ring; empty if an older version of a JSON secret does not have the field. */
  readonly secrets: Secrets;
  /** The whole text, so that a JSON secret keeps its other fields. */
  readonly text: string;
}

/** A version to be made. */
export interface NewSecretVersion {
  /** 32 to 64 characters; becomes the version's id. */
  readonly id: string;
  readonly secrets: Secrets;
  /** The version whose other fields the new version keeps. */
  readonly base: SecretVersion;
  /** Default AWSCURRENT. */
  readonly labels?: readonly Label[];
}

/** The secret is marked for deletion, and can still be restored. */
export class DeletedSecretError extends ConflictError {
  /** The command that restores it. */
  readonly restoreCommand: string;

  constructor(secretId: string) {
    const restoreCommand = `aws secretsmanager restore-secret --secret-id ${secretId}`;
    super(`the secret ${secretId} is marked for deletion; restore it: ${restoreCommand}`);
    this.restoreCommand = restoreCommand;
  }
}

/**
 * Reads the version with a label or an id; undefined if the version or the secret does not exist.
 *
 * @throws DeletedSecretError if the secret is marked for deletion.
 * @throws CliError `ERR_SECRET` if the version holds no usable key ring.
 */
export async function readSecret(
  { secretsManager }: AwsClients,
  location: SecretLocation,
  which: Label | { readonly id: string } = 'AWSCURRENT',
): Promise<SecretVersion | undefined> {
  const { secretId } = location;
  const selector = typeof which === 'string' ? { VersionStage: which } : { VersionId: which.id };
  const found = await undefinedIfMissing(
    secretsManager.getSecretValue({ SecretId: secretId, ...selector }).catch((error: unknown) => {
      throw isDeleted(error) ? new DeletedSecretError(secretId) : error;
    }),
  );
  if (!found) {
    return undefined;
  }
  const place = `the version ${typeof which === 'string' ? which : which.id} of the secret ${secretId}`;
  if (found.SecretString === undefined) {
    throw new CliError('ERR_SECRET', `${place} holds binary data; allowed: text`);
  }
  const ring = findRing(found.SecretString, location, place, which !== 'AWSCURRENT');
  return {
    id: found.VersionId!,
    labels: found.VersionStages ?? [],
    createdAt: Math.floor((found.CreatedDate?.getTime() ?? 0) / 1000),
    secrets: ring === undefined ? [] : parseRing(ring, place),
    text: found.SecretString,
  };
}

/** Secrets Manager has one code for this and for other invalid requests; only the message tells. */
function isDeleted(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    error.reason === 'InvalidRequestException' &&
    /marked (?:for deletion|deleted)/i.test(error.message)
  );
}

/** Creates the secret. */
export async function createSecret(
  { secretsManager }: AwsClients,
  location: SecretLocation,
  secrets: Secrets,
  { kmsKeyId, tags = {} }: { readonly kmsKeyId?: string | undefined; readonly tags?: Tags } = {},
): Promise<void> {
  await secretsManager.createSecret({
    Name: location.secretId,
    Description: 'Signs the cookie that the CloudFront Function of pocket-spa-auth checks',
    SecretString: replaceRing(undefined, location, secrets),
    ClientRequestToken: randomUUID(),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    ...withTags(tags, toTagList),
  });
}

/** The tags of the secret; undefined if it does not exist. */
export async function readSecretTags(
  { secretsManager }: AwsClients,
  { secretId }: SecretLocation,
): Promise<Tags | undefined> {
  const found = await undefinedIfMissing(secretsManager.describeSecret({ SecretId: secretId }));
  return (
    found && Object.fromEntries((found.Tags ?? []).map(({ Key, Value = '' }) => [Key!, Value]))
  );
}

/** Adds tags to the secret; other tags stay. */
export async function addSecretTags(
  { secretsManager }: AwsClients,
  { secretId }: SecretLocation,
  tags: Tags,
): Promise<void> {
  await secretsManager.tagResource({ SecretId: secretId, Tags: toTagList(tags) });
}

/**
 * Adds a version and moves the labels to it. The same id with the same text changes nothing, so a
 * write whose answer was lost can be tried again.
 */
export async function putSecret(
  { secretsManager }: AwsClients,
  location: SecretLocation,
  { id, secrets, base, labels }: NewSecretVersion,
): Promise<void> {
  await secretsManager.putSecretValue({
    SecretId: location.secretId,
    SecretString: replaceRing(base.text, location, secrets),
    ClientRequestToken: id,
    ...(labels && { VersionStages: [...labels] }),
  });
}

/** Moves AWSCURRENT from one version to another; Secrets Manager moves AWSPREVIOUS to the first. */
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

/** Removes a label from a version. */
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
