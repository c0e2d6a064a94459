import type { Deployment } from '../../config/deployment.js';
import { parseStoredRing, type StoredRing } from '../../config/key-ring.js';
import { ConflictError } from '../errors.js';
import { readEntry, readStore, TOKEN_SECRET_KEY } from '../resources/key-value-store.js';
import { readSecret, type SecretVersion } from '../resources/secrets-manager.js';
import { commandLine, type Session } from '../session.js';
import { type Mark, parseMark, readMark } from './mark.js';

/** The versions of the secret that backends verify with. */
export interface SecretVersions {
  readonly current: SecretVersion;
  readonly previous: SecretVersion | undefined;
  readonly pending: SecretVersion | undefined;
  /** The step that made the current secrets; undefined if `rotate` did not make them. */
  readonly mark: Mark | undefined;
}

/** The entry `token_secret` of the KeyValueStore, which the edge verifies with. */
export interface TokenSecretEntry {
  /** The ARN of the KeyValueStore. */
  readonly arn: string;
  /** Undefined if there is no such entry. */
  readonly value: string | undefined;
  /** Undefined if there is no value, or if it is not a usable key ring. */
  readonly ring: StoredRing | undefined;
}

/** Everything that determines the next step of a rotation. */
export interface RotationState {
  readonly deployment: Deployment;
  readonly versions: SecretVersions;
  /** Undefined if the secret is embedded in the function. */
  readonly store: TokenSecretEntry | undefined;
  /** The secret whose token LIVE has accepted during this run. */
  readonly acceptedByLive?: string;
}

/** The version labeled AWSPENDING, if this step made it. */
export function findPending(
  { pending }: Pick<SecretVersions, 'pending'>,
  step: Mark,
): SecretVersion | undefined {
  return pending && parseMark(pending.id) === step ? pending : undefined;
}

/** The version that replaces a leaked secret, while the replacement is in progress. */
export function findReplacement(versions: SecretVersions): SecretVersion | undefined {
  return findPending(versions, 'emergency');
}

// Another writer is done after a few readings.
const MAX_ATTEMPTS = 5;

/**
 * Reads the secret and the KeyValueStore as they are at one moment. A KeyValueStore from before
 * another run's step and a secret from after it would show a state that never was, so everything is
 * read again if the current version has changed meanwhile.
 *
 * @param arn - The ARN of the KeyValueStore; without it, the store is looked up by its name.
 * @throws ConflictError if the secret or the KeyValueStore does not exist, or if the secret keeps
 *   changing.
 */
export async function readRotation(session: Session, arn?: string): Promise<RotationState> {
  for (let attempt = 1; ; attempt++) {
    const current = await readCurrent(session);
    const previous = await readSecret(session.aws, session.deployment, 'AWSPREVIOUS');
    const store = await readTokenSecret(session, arn);
    // After the store: a replacement is AWSPENDING before it is in the store, and until it is
    // AWSCURRENT.
    const pending = await readSecret(session.aws, session.deployment, 'AWSPENDING');
    const mark = await readMark(session, current, store?.ring?.secrets);
    if ((await readCurrent(session)).id === current.id) {
      const { deployment } = session;
      return { deployment, versions: { current, previous, pending, mark }, store };
    }
    if (attempt === MAX_ATTEMPTS) {
      throw new ConflictError(
        `the secret ${session.deployment.secretId} is being changed by another process; run the command again later`,
      );
    }
  }
}

async function readCurrent({ aws, deployment }: Session): Promise<SecretVersion> {
  const current = await readSecret(aws, deployment);
  if (current) {
    return current;
  }
  throw new ConflictError(
    `there is no secret ${deployment.secretId} in Secrets Manager; create it with: ${commandLine('deploy', deployment)}`,
  );
}

async function readTokenSecret(
  session: Session,
  storeArn?: string,
): Promise<TokenSecretEntry | undefined> {
  if (session.config.secret === 'embedded') {
    return undefined;
  }
  const arn = storeArn ?? (await findStoreArn(session));
  const value = await readEntry(session.aws, arn, TOKEN_SECRET_KEY);
  return { arn, value, ring: value === undefined ? undefined : tryParseRing(value) };
}

async function findStoreArn({ aws, deployment }: Session): Promise<string> {
  const store = await readStore(aws, deployment.name);
  if (store) {
    return store.arn;
  }
  throw new ConflictError(
    `there is no KeyValueStore ${deployment.name}; create it with: ${commandLine('deploy', deployment)}`,
  );
}

// The plan depends on whether the ring is usable, so an unusable one must not end the reading:
// `--emergency` replaces it.
function tryParseRing(value: string): StoredRing | undefined {
  try {
    return parseStoredRing(value, TOKEN_SECRET_KEY);
  } catch {
    return undefined;
  }
}
