import { command } from '../../command.js';
import { ConflictError } from '../../errors.js';
import { markOf } from '../marks.js';
import { onlyIn } from '../rings.js';
import type { Phase } from '../schedule.js';
import type { Found, Way } from './way.js';

/** The whole ring in one version: backends read AWSCURRENT and nothing else. */
export const RING: Way = {
  position(found, begin) {
    const { secrets: ring, createdAt: since } = found.versions.current;
    return { phase: phaseOf(found, begin), ring, since };
  },
  requireOwn({ versions: { current, pending, mark } }) {
    const isToCome =
      pending !== undefined &&
      markOf(pending.id) === 'introduced' &&
      onlyIn(pending.secrets, current.secrets).length > 0;
    const isToGo = mark === 'promoted' && current.secrets.length === 1;
    if (isToCome || isToGo) throw new ConflictError(BY_LABELS);
  },
  bringIn({ versions: { previous } }, newcomer) {
    // What Secrets Manager had before is not the one to come but the one to go.
    const isToGo = newcomer !== undefined && previous?.secrets.includes(newcomer);
    return isToGo ? 'adopt-secret' : 'introduce-secret';
  },
  version: (_, secrets) => ({ secrets, label: 'AWSCURRENT' }),
};

function phaseOf({ deployment, versions }: Found, begin: boolean): Phase {
  const { current, previous, mark } = versions;
  if (mark === 'introduced' || mark === 'promoted') return mark;
  const [first, second] = current.secrets;
  if (mark !== undefined || second === undefined || begin) return 'rest';
  // Set by hand: the version before tells which of the two was there first.
  const before = previous?.secrets ?? [];
  if (before[0] === first && !before.includes(second)) return 'introduced';
  if (before[0] === second) return 'promoted';
  throw new ConflictError(
    `the ring in Secrets Manager has ${current.secrets.length} secrets, and nothing tells whether the second is to come, to go or to stay; this exchanges the first and keeps the others: ${command('rotate --begin', deployment)}`,
  );
}

const BY_LABELS =
  'a rotation by labels is under way, with one secret in each version; set deploy.rotation back to "labels" until it has ended';
