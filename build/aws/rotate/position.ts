import { ConflictError } from '../errors.js';
import type { Secrets } from '../ring.js';
import type { SecretVersion } from '../secret.js';
import { markOf } from './marks.js';
import type { Phase } from './schedule.js';
import type { Versions } from './state.js';

/** Where a rotation stands. */
export interface Position {
  readonly phase: Phase;
  /** The ring in Secrets Manager. While a rotation is under way its second secret is the one to come, or the one to go. */
  readonly ring: Secrets;
  /**
   * When the phase began, in Unix seconds. A version that another hand has put over a step's has its own date: the phase then counts
   * as younger than it is, which only makes the next step later.
   */
  readonly since: number;
}

/**
 * Tells it from the versions of the secret.
 *
 * @param begin - Where nothing tells what the further secrets of a ring are for, they are other issuers', and stay.
 * @throws ConflictError where nothing tells.
 */
export function positionOf(versions: Versions, begin: boolean): Position {
  const { secrets: ring, createdAt: since } = versions.current;
  return { phase: phaseOf(versions, begin), ring, since };
}

function phaseOf(versions: Versions, begin: boolean): Phase {
  const { current, previous, mark } = versions;
  if (replacementIn(versions)) return 'replacing';
  if (mark === 'introduced' || mark === 'promoted') return mark;
  const [first, second] = current.secrets;
  if (mark !== undefined || second === undefined || begin) return 'rest';
  // Set by hand: the version before tells which of the two was there first.
  const before = previous?.secrets ?? [];
  if (before[0] === first && !before.includes(second)) return 'introduced';
  if (before[0] === second) return 'promoted';
  throw new ConflictError(
    `the ring in Secrets Manager has ${current.secrets.length} secrets, and nothing tells whether the second is to come, to go or to stay; rotate --begin exchanges the first and keeps the others`,
  );
}

/** The version that takes a leaked secret's place, while that is under way. */
export function replacementIn({ pending }: Versions): SecretVersion | undefined {
  return pending && markOf(pending.id) === 'emergency' ? pending : undefined;
}
