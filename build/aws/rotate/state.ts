import type { Deployment } from '../../config/deployment.js';
import {
  fingerprint,
  parseStoredRing,
  type Secrets,
  type StoredRing,
} from '../../config/key-ring.js';
import type { AwsClients } from '../clients.js';
import { ConflictError } from '../errors.js';
import { readEntry, readStore, TOKEN_SECRET_KEY } from '../resources/key-value-store.js';
import { readSecret, type SecretVersion } from '../resources/secrets-manager.js';
import { commandLine, type Session } from '../session.js';
import { secretsOnlyIn } from './rings.js';

/** The versions of the secret that backends verify with. */
export interface SecretVersions {
  readonly current: SecretVersion;
  readonly previous: SecretVersion | undefined;
  readonly pending: SecretVersion | undefined;
  /** The step that made the current ring; undefined where another hand did. */
  readonly mark: Mark | undefined;
}

/** What the edge verifies with. */
export interface EdgeRing {
  readonly arn: string;
  /** The value of `token_secret`; undefined where there is none. */
  readonly value: string | undefined;
  /** Undefined where the value is not usable. */
  readonly ring: StoredRing | undefined;
}

/** All that tells where a rotation stands. */
export interface RotationState {
  readonly deployment: Deployment;
  readonly versions: SecretVersions;
  /** Undefined where the secret is built into the function. */
  readonly store: EdgeRing | undefined;
  /** The secret whose tokens LIVE was seen to accept in this run. */
  readonly accepted?: string;
}

// Another writer is soon done.
const TRIES = 5;

/** Reads all of it, as it was at one moment: a store from before another's step beside a secret from after it would tell a lie. */
export async function readRotation(session: Session, arn?: string): Promise<RotationState> {
  for (let tries = 1; ; tries++) {
    const current = await readCurrent(session);
    const previous = await readSecret(session.aws, session.deployment, 'AWSPREVIOUS');
    const store = await readStored(session, arn);
    // After the store: a replacement is pending before it is stored, and until it is current.
    const pending = await readSecret(session.aws, session.deployment, 'AWSPENDING');
    const mark = await readMark(session, current, store?.ring?.secrets);
    if ((await readCurrent(session)).id === current.id) {
      const { deployment } = session;
      return { deployment, versions: { current, previous, pending, mark }, store };
    }
    if (tries === TRIES) {
      throw new ConflictError('somebody else is changing the secret; try later');
    }
  }
}

async function readCurrent({ aws, deployment }: Session): Promise<SecretVersion> {
  const current = await readSecret(aws, deployment);
  if (current) {
    return current;
  }
  throw new ConflictError(
    `there is no secret ${deployment.secretId} in Secrets Manager; make it with: ${commandLine('deploy', deployment)}`,
  );
}

/**
 * The step that made what is current. Where another field of a JSON secret was changed meanwhile, the version that the step made has
 * no label any more, but is still there.
 */
export async function readMark(
  { aws, deployment }: { readonly aws: AwsClients; readonly deployment: Deployment },
  { id, secrets }: SecretVersion,
  stored: Secrets = [],
): Promise<Mark | undefined> {
  const own = parseMark(id);
  if (own !== undefined) {
    return own;
  }
  const isThere = async (mark: Mark) =>
    (await readSecret(aws, deployment, { id: formatVersionId(mark, secrets) })) !== undefined;
  if (secrets.length > 1) {
    for (const mark of MARKS) {
      if (await isThere(mark)) {
        return mark;
      }
    }
    return undefined;
  }
  // By labels a secret is promoted alone. With a ring it matters only where the store holds one that the ring does not.
  const matters = deployment.rotation === 'labels' || secretsOnlyIn(stored, secrets).length > 0;
  if (!matters || (await isThere('retired'))) {
    return undefined;
  }
  return (await isThere('promoted')) ? 'promoted' : undefined;
}

async function readStored(session: Session, known?: string): Promise<EdgeRing | undefined> {
  if (session.config.secret === 'embedded') {
    return undefined;
  }
  const arn = known ?? (await arnOf(session));
  const value = await readEntry(session.aws, arn, TOKEN_SECRET_KEY);
  return { arn, value, ring: value === undefined ? undefined : usable(value) };
}

async function arnOf({ aws, deployment }: Session): Promise<string> {
  const store = await readStore(aws, deployment.name);
  if (store) {
    return store.arn;
  }
  throw new ConflictError(
    `there is no KeyValueStore ${deployment.name}; make it with: ${commandLine('deploy', deployment)}`,
  );
}

// Whether it can be used at all decides what is to be done; `--emergency` replaces it.
function usable(value: string): StoredRing | undefined {
  try {
    return parseStoredRing(value, TOKEN_SECRET_KEY);
  } catch {
    return undefined;
  }
}

/** What a version of the secret was made by. Its id says so, and the service keeps its date: a rotation needs no notes of its own. */
export type Mark = 'introduced' | 'promoted' | 'retired' | 'emergency';

/**
 * The id of the version that a step makes. Two who rotate at once, and a write that is tried again, arrive at the same id, which
 * the service takes once. `again` tells it from a version of that id that somebody has put aside.
 */
export function formatVersionId(mark: Mark, ring: Secrets, again?: string): string {
  return ['pocket-spa-auth', mark, fingerprint(ring), again].filter(Boolean).join('-');
}

/** The step that made a version; undefined where another hand did. */
export function parseMark(id: string): Mark | undefined {
  const found = /^pocket-spa-auth-([a-z]+)-[0-9a-f]{12}(?:-[0-9a-f]{8})?$/.exec(id)?.[1];
  return MARKS.find((mark) => mark === found);
}

export const MARKS: readonly Mark[] = ['introduced', 'promoted', 'retired', 'emergency'];
