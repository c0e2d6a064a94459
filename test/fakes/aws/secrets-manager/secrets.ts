import type * as Sdk from '@aws-sdk/client-secrets-manager';
import type { Caller, Given, Operations } from '../server/service.js';
import { ACCOUNT_ID, type Account, date, type FakeSecret, type FakeVersion } from '../state.js';
import { Refusal } from '../wire/refusal.js';
import { attach, holderOf, invalid, moveLabel } from './labels.js';

const CURRENT = 'AWSCURRENT';
const DAY = 86_400;
const LIMIT = 65_536;
const RECOVERY = { least: 7, most: 30 };

/** The part of an input that may hold a new version. */
interface Content {
  readonly ClientRequestToken?: string | undefined;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

export function secretOperations(account: Account): Operations {
  return {
    CreateSecret(input: Given<Sdk.CreateSecretRequest>, caller: Caller): Sdk.CreateSecretResponse {
      const existing = presentSecret(account, input.Name);
      if (existing?.deletion) {
        throw deleted();
      }
      const content = contentOf(input);
      if (existing && !(content && isRepeat(existing, input, content))) {
        throw new Refusal('ResourceExistsException', 'A secret of this name exists.');
      }
      const secret = existing ?? addSecret(account, input.Name, caller.region, input.Description);
      if (content !== undefined && !existing) {
        addVersion(account, secret, input, content, [CURRENT]);
      }
      return { ...namesOf(secret), VersionId: content && tokenOf(input) };
    },

    GetSecretValue(input: Given<Sdk.GetSecretValueRequest>): Sdk.GetSecretValueResponse {
      const secret = livingSecret(account, input.SecretId);
      const { content, ...version } = versionOf(secret, input);
      return {
        ...namesOf(secret),
        VersionId: version.id,
        VersionStages: [...version.labels],
        CreatedDate: date(version.created),
        ...(typeof content === 'string'
          ? { SecretString: content }
          : { SecretBinary: content as Sdk.GetSecretValueResponse['SecretBinary'] }),
      };
    },

    DescribeSecret(input: Given<Sdk.DescribeSecretRequest>): Sdk.DescribeSecretResponse {
      const secret = findSecret(account, input.SecretId);
      // A version without a label counts as given up, and is left out.
      const labelled = [...secret.versions.values()].filter(({ labels }) => labels.size > 0);
      return {
        ...namesOf(secret),
        Description: secret.description,
        CreatedDate: date(secret.created),
        DeletedDate: secret.deletion && date(secret.deletion.asked),
        VersionIdsToStages: Object.fromEntries(labelled.map(({ id, labels }) => [id, [...labels]])),
      };
    },

    PutSecretValue(input: Given<Sdk.PutSecretValueRequest>): Sdk.PutSecretValueResponse {
      const secret = livingSecret(account, input.SecretId);
      const content = contentOf(input);
      if (content === undefined) {
        throw new Refusal('InvalidRequestException', 'There is no value.');
      }
      if (!isRepeat(secret, input, content)) {
        const labels = input.VersionStages ?? [CURRENT];
        // The first version of a secret is the current one, whatever else it is.
        const first = secret.versions.size === 0 ? [CURRENT] : [];
        addVersion(account, secret, input, content, new Set([...first, ...labels]));
      }
      const id = tokenOf(input);
      return {
        ...namesOf(secret),
        VersionId: id,
        VersionStages: [...secret.versions.get(id)!.labels],
      };
    },

    UpdateSecretVersionStage(
      input: Given<Sdk.UpdateSecretVersionStageRequest>,
    ): Sdk.UpdateSecretVersionStageResponse {
      const secret = livingSecret(account, input.SecretId);
      moveLabel(secret, input);
      return namesOf(secret);
    },

    DeleteSecret(input: Given<Sdk.DeleteSecretRequest>): Sdk.DeleteSecretResponse {
      const { ForceDeleteWithoutRecovery: forced, RecoveryWindowInDays: days } = input;
      if (forced && days !== undefined) {
        throw invalid('Either a recovery window or force.');
      }
      const now = account.clock.now();
      if (forced) {
        // By force, a secret that is not there is no error.
        const secret = presentSecret(account, input.SecretId);
        if (secret) {
          account.secrets.delete(secret.name);
        }
        const names = secret ? namesOf(secret) : { Name: input.SecretId };
        return { ...names, DeletionDate: date(now) };
      }
      const window = days ?? RECOVERY.most;
      if (window < RECOVERY.least || window > RECOVERY.most) {
        throw invalid(`The recovery window is ${RECOVERY.least} to ${RECOVERY.most} days.`);
      }
      const secret = livingSecret(account, input.SecretId);
      secret.deletion = { asked: now, due: now + window * DAY };
      return { ...namesOf(secret), DeletionDate: date(secret.deletion.due) };
    },

    RestoreSecret(input: Given<Sdk.RestoreSecretRequest>): Sdk.RestoreSecretResponse {
      const secret = findSecret(account, input.SecretId);
      delete secret.deletion;
      return namesOf(secret);
    },
  };
}

export function addSecret(
  account: Account,
  name: string,
  region: string,
  description?: string,
): FakeSecret {
  if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
    throw invalid('The name has other signs, or too many.');
  }
  // The real suffix is random; a name may end in one of its own.
  const suffix = account.serial().toString().padStart(6, '0');
  const made: FakeSecret = {
    name,
    arn: `arn:aws:secretsmanager:${region}:${ACCOUNT_ID}:secret:${name}-${suffix}`,
    created: account.clock.now(),
    description,
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
  const id = tokenOf(input);
  const version: FakeVersion = { id, labels: new Set(), content, created: clock.now() };
  secret.versions.set(id, version);
  for (const label of labels) {
    attach(secret, label, version);
  }
}

/** The secret by its name or ARN, with or without the ARN's suffix; undefined where it was never there or is gone for good. */
export function presentSecret({ secrets, clock }: Account, id: string): FakeSecret | undefined {
  const found = [...secrets.values()].find(({ name, arn }) =>
    [name, arn, arn.slice(0, -7)].includes(id),
  );
  if (!found?.deletion || clock.now() < found.deletion.due) {
    return found;
  }
  secrets.delete(found.name);
  return undefined;
}

function findSecret(account: Account, id: string): FakeSecret {
  const found = presentSecret(account, id);
  if (!found) {
    throw new Refusal('ResourceNotFoundException', "Secrets Manager can't find the secret.");
  }
  return found;
}

function livingSecret(account: Account, id: string): FakeSecret {
  const found = findSecret(account, id);
  if (found.deletion) {
    throw deleted();
  }
  return found;
}

function versionOf(
  secret: FakeSecret,
  {
    VersionId: id,
    VersionStage: label,
  }: Pick<Sdk.GetSecretValueRequest, 'VersionId' | 'VersionStage'>,
): FakeVersion {
  const found = id === undefined ? holderOf(secret, label ?? CURRENT) : secret.versions.get(id);
  if (!found) {
    throw new Refusal('ResourceNotFoundException', 'There is no such version.');
  }
  if (id !== undefined && label !== undefined && !found.labels.has(label)) {
    throw new Refusal('InvalidRequestException', 'The label is not on that version.');
  }
  return found;
}

function contentOf({ SecretString: text, SecretBinary: bytes }: Content) {
  if (text !== undefined && bytes !== undefined) {
    throw invalid('Either text or bytes.');
  }
  const content = text ?? bytes;
  if (content === undefined) {
    return undefined;
  }
  const size = Buffer.byteLength(content);
  if (size < 1 || size > LIMIT) {
    throw invalid(`A value has 1 to ${LIMIT} bytes.`);
  }
  return content;
}

/** Whether this version was put before: the same token is a second try, and has to bring the same content. */
function isRepeat(secret: FakeSecret, input: Content, content: string | Uint8Array): boolean {
  const version = secret.versions.get(tokenOf(input));
  if (!version) {
    return false;
  }
  if (Buffer.compare(Buffer.from(version.content), Buffer.from(content)) === 0) {
    return true;
  }
  throw new Refusal('ResourceExistsException', 'The token stands for another value.');
}

function tokenOf({ ClientRequestToken: token = '' }: Content): string {
  if (token.length < 32 || token.length > 64) {
    throw invalid('A token has 32 to 64 characters.');
  }
  return token;
}

function namesOf({ name, arn }: FakeSecret): { Name: string; ARN: string } {
  return { Name: name, ARN: arn };
}

function deleted(): Refusal {
  return new Refusal('InvalidRequestException', 'The secret is marked for deletion.');
}
