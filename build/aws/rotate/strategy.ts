import type { Deployment } from '../../config/deployment.js';
import type { Secrets, StoredRing } from '../../config/key-ring.js';
import { ConflictError } from '../errors.js';
import type { Label, SecretVersion } from '../resources/secrets-manager.js';
import { commandLine } from '../session.js';
import { secretsOnlyIn, withSecond } from './rings.js';
import { type Mark, parseMark, type SecretVersions } from './state.js';
import type { Phase, StepId } from './steps.js';

/** What there is to judge by. */
export interface RotationFacts {
  readonly deployment: Deployment;
  readonly versions: SecretVersions;
  /** Undefined where the secret is built into the function. */
  readonly store: { readonly ring: StoredRing | undefined } | undefined;
}

/** Where a rotation stands. */
export interface Position {
  readonly phase: Phase;
  /**
   * The ring that the versions in Secrets Manager come to, and that the edge is to have. While a rotation is under way its second
   * secret is the one to come, or the one to go.
   */
  readonly ring: Secrets;
  /**
   * When the phase began, in Unix seconds. A version that another hand has put over a step's has its own date: the phase then counts
   * as younger than it is, which only makes the next step later.
   */
  readonly since: number;
}

/** How Secrets Manager keeps a ring. */
export interface RotationStrategy {
  /**
   * Tells where a rotation stands, unless a leaked secret is being replaced.
   *
   * @param begin - Where nothing tells what the further secrets of a ring are for, they are other issuers', and stay.
   * @throws ConflictError where nothing tells.
   */
  position(found: RotationFacts, begin: boolean): Position;
  /** Refuses a rotation that was begun in the other way. */
  requireOwn(found: RotationFacts): void;
  /**
   * The step that brings a secret into Secrets Manager: `newcomer`, which only the KeyValueStore holds, or one that is still to be made.
   *
   * @throws ConflictError where that cannot be done without a guess.
   */
  bringIn(found: RotationFacts, newcomer: string | undefined): StepId;
  /** What the version that a step makes has of the ring, and the label that it gets. */
  version(mark: Exclude<Mark, 'emergency'>, ring: Secrets): StrategyStep;
}

export interface StrategyStep {
  readonly secrets: Secrets;
  readonly label: Label;
}

/** The whole ring in one version: backends read AWSCURRENT and nothing else. */
export const RING_STRATEGY: RotationStrategy = {
  position(found, begin) {
    const { secrets: ring, createdAt: since } = found.versions.current;
    return { phase: phaseOf(found, begin), ring, since };
  },
  requireOwn({ versions: { current, pending, mark } }) {
    const isToCome =
      pending !== undefined &&
      parseMark(pending.id) === 'introduced' &&
      secretsOnlyIn(pending.secrets, current.secrets).length > 0;
    const isToGo = mark === 'promoted' && current.secrets.length === 1;
    if (isToCome || isToGo) {
      throw new ConflictError(BY_LABELS);
    }
  },
  bringIn({ versions: { previous } }, newcomer) {
    // What Secrets Manager had before is not the one to come but the one to go.
    const isToGo = newcomer !== undefined && previous?.secrets.includes(newcomer);
    return isToGo ? 'adopt-secret' : 'introduce-secret';
  },
  version: (_, secrets) => ({ secrets, label: 'AWSCURRENT' }),
};

function phaseOf({ deployment, versions }: RotationFacts, begin: boolean): Phase {
  const { current, previous, mark } = versions;
  if (mark === 'introduced' || mark === 'promoted') {
    return mark;
  }
  const [first, second] = current.secrets;
  if (mark !== undefined || second === undefined || begin) {
    return 'rest';
  }
  // Set by hand: the version before tells which of the two was there first.
  const before = previous?.secrets ?? [];
  if (before[0] === first && !before.includes(second)) {
    return 'introduced';
  }
  if (before[0] === second) {
    return 'promoted';
  }
  throw new ConflictError(
    `the ring in Secrets Manager has ${current.secrets.length} secrets, and nothing tells whether the second is to come, to go or to stay; this exchanges the first and keeps the others: ${commandLine('rotate --begin', deployment)}`,
  );
}

const BY_LABELS =
  'a rotation by labels is under way, with one secret in each version; set deploy.rotation back to "labels" until it has ended';

/** One secret in each version: a backend that takes a single secret reads AWSCURRENT, and for the others the labels make the ring. */
export const LABELS_STRATEGY: RotationStrategy = {
  position({ versions, store }) {
    const { current, previous, pending, mark } = versions;
    const { secrets, createdAt: since } = current;
    const [newcomer] =
      pending && parseMark(pending.id) === 'introduced'
        ? secretsOnlyIn(pending.secrets, secrets)
        : [];
    if (newcomer !== undefined) {
      const ring = withSecond(secrets, newcomer);
      return { phase: 'introduced', ring, since: pending!.createdAt };
    }
    if (mark !== 'promoted') {
      return { phase: 'rest', ring: secrets, since };
    }
    // Where another field was changed meanwhile AWSPREVIOUS has moved on, and only the store tells.
    const known = [...(previous?.secrets ?? []), ...(store?.ring?.secrets ?? [])];
    const [old] = secretsOnlyIn(known, secrets);
    const ring = old === undefined ? secrets : withSecond(secrets, old);
    return { phase: 'promoted', ring, since };
  },
  requireOwn({ deployment: { secretId }, versions: { current } }) {
    if (current.secrets.length === 1) {
      return;
    }
    throw new ConflictError(
      `AWSCURRENT of ${secretId} is a ring of ${current.secrets.length} secrets, and with deploy.rotation "labels" it is to be one; end the rotation with "ring", or put the one secret there that signs`,
    );
  },
  bringIn({ deployment, versions: { current, previous, pending } }, newcomer) {
    if (newcomer !== undefined && previous?.secrets.includes(newcomer)) {
      throw new ConflictError(SWITCHED);
    }
    // Some tools leave their label where it is once their version is current.
    const isFree = !pending || pending.id === current.id || parseMark(pending.id) !== undefined;
    if (isFree) {
      return 'introduce-secret';
    }
    throw new ConflictError(
      `AWSPENDING of ${deployment.secretId} is on a version that another hand made; finish what it is for, or take the label off, and then: ${commandLine('rotate', deployment)}`,
    );
  },
  version: (mark, [first, second]) =>
    mark === 'introduced'
      ? { secrets: [second!], label: 'AWSPENDING' }
      : { secrets: [first!], label: 'AWSCURRENT' },
};

const SWITCHED =
  'the KeyValueStore holds a secret besides that Secrets Manager has as AWSPREVIOUS: another hand exchanged it, and nothing tells since when it signs no more; once its last token has expired, take it out of the KeyValueStore';

const WAYS = { ring: RING_STRATEGY, labels: LABELS_STRATEGY } as const;

/** The way that the configuration chooses. */
export function chooseStrategy({
  deployment,
}: Pick<RotationFacts, 'deployment'>): RotationStrategy {
  return WAYS[deployment.rotation];
}

/**
 * Tells where a rotation stands from the versions of the secret.
 *
 * @param begin - Where nothing tells what the further secrets of a ring are for, they are other issuers', and stay.
 * @throws ConflictError where nothing tells.
 */
export function findPosition(found: RotationFacts, begin: boolean): Position {
  const { secrets: ring, createdAt: since } = found.versions.current;
  if (findReplacement(found.versions)) {
    return { phase: 'replacing', ring, since };
  }
  return chooseStrategy(found).position(found, begin);
}

/** The version that takes a leaked secret's place, while that is under way. */
export function findReplacement({ pending }: SecretVersions): SecretVersion | undefined {
  return pending && parseMark(pending.id) === 'emergency' ? pending : undefined;
}
