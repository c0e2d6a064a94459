import type * as Sdk from '@aws-sdk/client-secrets-manager';
import type { Caller, Given, Operations } from '../server/service.js';
import { ACCOUNT_ID, type Account, type FakeSecret, type FakeVersion, toDate } from '../state.js';
import { ServiceError } from '../wire/service-error.js';
import {
  type Content,
  checkKey,
  checkTags,
  parseContent,
  parseToken,
  TAGS_LIMIT,
} from './inputs.js';
import { attachLabel, findLabelHolder, invalidParameter, moveLabel } from './labels.js';

const CURRENT = 'AWSCURRENT';
const DAY = 86_400;
const RECOVERY = { least: 7, most: 30 };

export function secretOperations(account: Account): Operations {
  return {
    CreateSecret(input: Given<Sdk.CreateSecretRequest>, caller: Caller): Sdk.CreateSecretResponse {
      const existing = findSecret(account, input.Name);
      if (existing?.deletion) {
        throw deletedError();
      }
      const content = parseContent(input);
      if (existing && !(content && isRetry(existing, input, content))) {
        throw new ServiceError('ResourceExistsException', 'A secret of this name exists.');
      }
      checkTags(input.Tags);
      checkKey(input.KmsKeyId);
      const secret = existing ?? addSecret(account, input.Name, caller.region, input);
      if (content !== undefined && !existing) {
        addVersion(account, secret, input, content, [CURRENT]);
      }
      return { ...formatNames(secret), VersionId: content && parseToken(input) };
    },

    GetSecretValue(input: Given<Sdk.GetSecretValueRequest>): Sdk.GetSecretValueResponse {
      const secret = getUsableSecret(account, input.SecretId);
      const { content, ...version } = getVersion(secret, input);
      return {
        ...formatNames(secret),
        VersionId: version.id,
        VersionStages: [...version.labels],
        CreatedDate: toDate(version.created),
        ...(typeof content === 'string'
          ? { SecretString: content }
          : { SecretBinary: content as Sdk.GetSecretValueResponse['SecretBinary'] }),
      };
    },

    DescribeSecret(input: Given<Sdk.DescribeSecretRequest>): Sdk.DescribeSecretResponse {
      const secret = getSecret(account, input.SecretId);
      // AWS calls a version without a label deprecated, and leaves it out.
      const labelled = [...secret.versions.values()].filter(({ labels }) => labels.size > 0);
      return {
        ...formatNames(secret),
        Description: secret.description,
        KmsKeyId: secret.kmsKeyId,
        Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
        CreatedDate: toDate(secret.created),
        DeletedDate: secret.deletion && toDate(secret.deletion.asked),
        VersionIdsToStages: Object.fromEntries(labelled.map(({ id, labels }) => [id, [...labels]])),
      };
    },

    PutSecretValue(input: Given<Sdk.PutSecretValueRequest>): Sdk.PutSecretValueResponse {
      const secret = getUsableSecret(account, input.SecretId);
      const content = parseContent(input);
      if (content === undefined) {
        throw new ServiceError('InvalidRequestException', 'A value is required.');
      }
      if (!isRetry(secret, input, content)) {
        const labels = input.VersionStages ?? [CURRENT];
        // The first version of a secret always gets AWSCURRENT.
        const first = secret.versions.size === 0 ? [CURRENT] : [];
        addVersion(account, secret, input, content, new Set([...first, ...labels]));
      }
      const id = parseToken(input);
      return {
        ...formatNames(secret),
        VersionId: id,
        VersionStages: [...secret.versions.get(id)!.labels],
      };
    },

    UpdateSecretVersionStage(
      input: Given<Sdk.UpdateSecretVersionStageRequest>,
    ): Sdk.UpdateSecretVersionStageResponse {
      const secret = getUsableSecret(account, input.SecretId);
      moveLabel(secret, input);
      return formatNames(secret);
    },

    TagResource(input: Given<Sdk.TagResourceRequest>): object {
      const secret = getUsableSecret(account, input.SecretId);
      checkTags(input.Tags);
      for (const { Key, Value = '' } of input.Tags) {
        secret.tags.set(Key!, Value);
      }
      if (secret.tags.size > TAGS_LIMIT) {
        throw invalidParameter(`A secret has ${TAGS_LIMIT} tags at most.`);
      }
      return {};
    },

    DeleteSecret(input: Given<Sdk.DeleteSecretRequest>): Sdk.DeleteSecretResponse {
      const { ForceDeleteWithoutRecovery: forced, RecoveryWindowInDays: days } = input;
      if (forced && days !== undefined) {
        throw invalidParameter('A recovery window and force exclude each other.');
      }
      const now = account.clock.now();
      if (forced) {
        // With force, AWS does not report a secret that does not exist.
        const secret = findSecret(account, input.SecretId);
        if (secret) {
          account.secrets.delete(secret.name);
        }
        const names = secret ? formatNames(secret) : { Name: input.SecretId };
        return { ...names, DeletionDate: toDate(now) };
      }
      const window = days ?? RECOVERY.most;
      if (window < RECOVERY.least || window > RECOVERY.most) {
        throw invalidParameter(
          `The recovery window is ${RECOVERY.least} to ${RECOVERY.most} days.`,
        );
      }
      const secret = getUsableSecret(account, input.SecretId);
      secret.deletion = { asked: now, due: now + window * DAY };
      return { ...formatNames(secret), DeletionDate: toDate(secret.deletion.due) };
    },

    RestoreSecret(input: Given<Sdk.RestoreSecretRequest>): Sdk.RestoreSecretResponse {
      const secret = getSecret(account, input.SecretId);
      delete secret.deletion;
      return formatNames(secret);
    },
  };
}

export function addSecret(
  account: Account,
  name: string,
  region: string,
  {
    Description: description,
    KmsKeyId: kmsKeyId,
    Tags: tags = [],
  }: Pick<Sdk.CreateSecretRequest, 'Description' | 'KmsKeyId' | 'Tags'> = {},
): FakeSecret {
  if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
    throw invalidParameter('The name has a character that is not allowed, or is too long.');
  }
  // AWS's suffix is random.
  const suffix = account.serial().toString().padStart(6, '0');
  const made: FakeSecret = {
    name,
    arn: `arn:aws:secretsmanager:${region}:${ACCOUNT_ID}:secret:${name}-${suffix}`,
    created: account.clock.now(),
    description,
    kmsKeyId,
    tags: new Map(tags.map(({ Key, Value = '' }) => [Key!, Value])),
    versions: new Map(),
  };
  account.secrets.set(name, made);
  return made;
}

export function addVersion(
  { clock }: Account,
  secret: FakeSecret,
  input: Content,
  content: string | Uint8Array,
  labels: Iterable<string>,
): void {
  const id = parseToken(input);
  const version: FakeVersion = { id, labels: new Set(), content, created: clock.now() };
  secret.versions.set(id, version);
  for (const label of labels) {
    attachLabel(secret, label, version);
  }
}

/**
 * Finds a secret by its name or ARN, with or without the ARN's suffix; undefined if it never
 * existed or is deleted for good.
 */
export function findSecret({ secrets, clock }: Account, id: string): FakeSecret | undefined {
  const found = [...secrets.values()].find(({ name, arn }) =>
    [name, arn, arn.slice(0, -7)].includes(id),
  );
  if (!found?.deletion || clock.now() < found.deletion.due) {
    return found;
  }
  secrets.delete(found.name);
  return undefined;
}

function getSecret(account: Account, id: string): FakeSecret {
  const found = findSecret(account, id);
  if (!found) {
    throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the secret.");
  }
  return found;
}

function getUsableSecret(account: Account, id: string): FakeSecret {
  const found = getSecret(account, id);
  if (found.deletion) {
    throw deletedError();
  }
  return found;
}

function getVersion(
  secret: FakeSecret,
  {
    VersionId: id,
    VersionStage: label,
  }: Pick<Sdk.GetSecretValueRequest, 'VersionId' | 'VersionStage'>,
): FakeVersion {
  const found =
    id === undefined ? findLabelHolder(secret, label ?? CURRENT) : secret.versions.get(id);
  if (!found) {
    throw new ServiceError('ResourceNotFoundException', 'There is no such version.');
  }
  if (id !== undefined && label !== undefined && !found.labels.has(label)) {
    throw new ServiceError('InvalidRequestException', 'The label is not on that version.');
  }
  return found;
}

/**
 * Whether a call is a retry: it has the token of an existing version, and has to send the same
 * content.
 */
function isRetry(secret: FakeSecret, input: Content, content: string | Uint8Array): boolean {
  const version = secret.versions.get(parseToken(input));
  if (!version) {
    return false;
  }
  if (Buffer.compare(Buffer.from(version.content), Buffer.from(content)) === 0) {
    return true;
  }
  throw new ServiceError('ResourceExistsException', 'The token belongs to another value.');
}

function formatNames({ name, arn }: FakeSecret): { Name: string; ARN: string } {
  return { Name: name, ARN: arn };
}

function deletedError(): ServiceError {
  return new ServiceError('InvalidRequestException', 'The secret is marked for deletion.');
}
