import { command } from '../../command.js';
import { ConflictError } from '../../errors.js';
import { markOf } from '../marks.js';
import { onlyIn, withSecond } from '../rings.js';
import type { Way } from './way.js';

/** One secret in each version: a backend that takes a single secret reads AWSCURRENT, and for the others the labels make the ring. */
export const LABELS: Way = {
  position({ versions, store }) {
    const { current, previous, pending, mark } = versions;
    const { secrets, createdAt: since } = current;
    const [newcomer] =
      pending && markOf(pending.id) === 'introduced' ? onlyIn(pending.secrets, secrets) : [];
    if (newcomer !== undefined) {
      const ring = withSecond(secrets, newcomer);
      return { phase: 'introduced', ring, since: pending!.createdAt };
    }
    if (mark !== 'promoted') return { phase: 'rest', ring: secrets, since };
    // Where another field was changed meanwhile AWSPREVIOUS has moved on, and only the store tells.
    const known = [...(previous?.secrets ?? []), ...(store?.ring?.secrets ?? [])];
    const [old] = onlyIn(known, secrets);
    const ring = old === undefined ? secrets : withSecond(secrets, old);
    return { phase: 'promoted', ring, since };
  },
  requireOwn({ deployment: { secretId }, versions: { current } }) {
    if (current.secrets.length === 1) return;
    throw new ConflictError(
      `AWSCURRENT of ${secretId} is a ring of ${current.secrets.length} secrets, and with deploy.rotation "labels" it is to be one; end the rotation with "ring", or put the one secret there that signs`,
    );
  },
  bringIn({ deployment, versions: { current, previous, pending } }, newcomer) {
    if (newcomer !== undefined && previous?.secrets.includes(newcomer)) {
      throw new ConflictError(SWITCHED);
    }
    // Some tools leave their label where it is once their version is current.
    const isFree = !pending || pending.id === current.id || markOf(pending.id) !== undefined;
    if (isFree) return 'introduce-secret';
    throw new ConflictError(
      `AWSPENDING of ${deployment.secretId} is on a version that another hand made; finish what it is for, or take the label off, and then: ${command('rotate', deployment)}`,
    );
  },
  version: (mark, [first, second]) =>
    mark === 'introduced'
      ? { secrets: [second!], label: 'AWSPENDING' }
      : { secrets: [first!], label: 'AWSCURRENT' },
};

const SWITCHED =
  'the KeyValueStore holds a secret besides that Secrets Manager has as AWSPREVIOUS: another hand exchanged it, and nothing tells since when it signs no more; once its last token has expired, take it out of the KeyValueStore';
