import { readEntry, TOKEN_SECRET } from '../entries.js';
import { ConflictError } from '../errors.js';
import { parseStoredRing, type StoredRing } from '../ring.js';
import { readSecret, type SecretVersion } from '../secret.js';
import type { Session } from '../session.js';
import { readStore } from '../stores.js';
import { MARKS, type Mark, markedId, markOf } from './marks.js';

/** The versions of the secret that backends verify with. */
export interface Versions {
  readonly current: SecretVersion;
  readonly previous: SecretVersion | undefined;
  readonly pending: SecretVersion | undefined;
  /** The step that made the current ring; undefined where another hand did. */
  readonly mark: Mark | undefined;
}

/** What the edge verifies with. */
export interface Stored {
  readonly arn: string;
  /** The value of `token_secret`; undefined where there is none. */
  readonly value: string | undefined;
  /** Undefined where the value is not usable. */
  readonly ring: StoredRing | undefined;
}

/** All that tells where a rotation stands. */
export interface RotationState {
  readonly versions: Versions;
  /** Undefined where the secret is built into the function. */
  readonly store: Stored | undefined;
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
    const mark = markOf(current.id) ?? (await formerMark(session, current));
    if ((await readCurrent(session)).id === current.id) {
      return { versions: { current, previous, pending, mark }, store };
    }
    if (tries === TRIES) throw new ConflictError('somebody else is changing the secret; try later');
  }
}

async function readCurrent({ aws, deployment }: Session): Promise<SecretVersion> {
  const current = await readSecret(aws, deployment);
  if (current) return current;
  throw new ConflictError(
    `there is no secret ${deployment.secretId} in Secrets Manager; make it with: pocket-spa-auth deploy`,
  );
}

/** Where another field of a JSON secret was changed meanwhile, the version that a step made has no label any more, but is still there. */
async function formerMark(
  { aws, deployment }: Session,
  { secrets }: SecretVersion,
): Promise<Mark | undefined> {
  if (secrets.length === 1) return undefined;
  for (const mark of MARKS) {
    if (await readSecret(aws, deployment, { id: markedId(mark, secrets) })) return mark;
  }
  return undefined;
}

async function readStored(session: Session, known?: string): Promise<Stored | undefined> {
  if (session.config.secret === 'embedded') return undefined;
  const arn = known ?? (await arnOf(session));
  const value = await readEntry(session.aws, arn, TOKEN_SECRET);
  return { arn, value, ring: value === undefined ? undefined : usable(value) };
}

async function arnOf({ aws, deployment: { name } }: Session): Promise<string> {
  const store = await readStore(aws, name);
  if (store) return store.arn;
  throw new ConflictError(
    `there is no KeyValueStore ${name}; make it with: pocket-spa-auth deploy`,
  );
}

// Whether it can be used at all decides what is to be done; `--emergency` replaces it.
function usable(value: string): StoredRing | undefined {
  try {
    return parseStoredRing(value, TOKEN_SECRET);
  } catch {
    return undefined;
  }
}
