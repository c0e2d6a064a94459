import type { SecretVersion } from '../resources/secret.js';
import { markOf } from './marks.js';
import type { Versions } from './state.js';
import { LABELS } from './ways/labels.js';
import { RING } from './ways/ring.js';
import type { Found, Position, Way } from './ways/way.js';

const WAYS = { ring: RING, labels: LABELS } as const;

/** The way that the configuration chooses. */
export function wayOf({ deployment }: Pick<Found, 'deployment'>): Way {
  return WAYS[deployment.rotation];
}

/**
 * Tells where a rotation stands from the versions of the secret.
 *
 * @param begin - Where nothing tells what the further secrets of a ring are for, they are other issuers', and stay.
 * @throws ConflictError where nothing tells.
 */
export function positionOf(found: Found, begin: boolean): Position {
  const { secrets: ring, createdAt: since } = found.versions.current;
  if (replacementIn(found.versions)) return { phase: 'replacing', ring, since };
  return wayOf(found).position(found, begin);
}

/** The version that takes a leaked secret's place, while that is under way. */
export function replacementIn({ pending }: Versions): SecretVersion | undefined {
  return pending && markOf(pending.id) === 'emergency' ? pending : undefined;
}
