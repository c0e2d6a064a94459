import type { Deployment } from '../../config/deployment.js';
import type { Secrets, StoredRing } from '../../config/key-ring.js';
import { ConflictError } from '../errors.js';
import type { Label } from '../resources/secrets-manager.js';
import { commandLine } from '../session.js';
import { type Mark, parseMark } from './mark.js';
import { secretsOnlyIn, withSecond } from './rings.js';
import { findPending, findReplacement, type SecretVersions } from './state.js';
import type { Phase, StepId } from './steps.js';

/** What a strategy evaluates. */
export interface RotationFacts {
  readonly deployment: Deployment;
  readonly versions: SecretVersions;
  /** Undefined if the secret is embedded in the function. */
  readonly store: { readonly ring: StoredRing | undefined } | undefined;
}

/** How far a rotation has come. */
export interface Position {
  readonly phase: Phase;
  /**
   * The ring that the versions in Secrets Manager make up together, and that the edge is to have.
   * During a rotation its second secret is the new one (introduced) or the old one (promoted).
   */
  readonly ring: Secrets;
  /**
   * When the phase began, in Unix seconds. If something else has written a version over a step's
   * version, the date of the later version counts: the phase then seems younger than it is, which
   * only delays the next step.
   */
  readonly since: number;
}

/** A version of the secret that a step is to make. */
export interface PlannedVersion {
  readonly secrets: Secrets;
  readonly label: Label;
}

/** How Secrets Manager keeps a key ring during a rotation: the value of `deploy.rotation`. */
export interface RotationStrategy {
  /**
   * Finds how far a rotation has come, unless a leaked secret is being replaced.
   *
   * @param begin - Whether a new rotation is to begin even if the purpose of the other secrets in
   *   the ring is unknown. They are then taken for secrets of other issuers, and stay.
   * @throws ConflictError if the versions do not show how far the rotation has come.
   */
  position(facts: RotationFacts, begin: boolean): Position;
  /** Throws if a rotation was begun with the other strategy. */
  assertOwnRotation(facts: RotationFacts): void;
  /**
   * The step that adds a secret to Secrets Manager.
   *
   * @param storedSecret - A secret that only the KeyValueStore holds; undefined if the secret has
   *   still to be generated.
   * @throws ConflictError if it is unknown what the secret is, or if the label AWSPENDING is taken.
   */
  introductionStep(facts: RotationFacts, storedSecret: string | undefined): StepId;
  /** The version that a step makes: its part of the ring, and its label. */
  versionFor(mark: Exclude<Mark, 'emergency'>, ring: Secrets): PlannedVersion;
}

/** The strategy that the configuration chooses. */
export function chooseStrategy({
  deployment,
}: Pick<RotationFacts, 'deployment'>): RotationStrategy {
  return STRATEGIES[deployment.rotation];
}

/**
 * Finds how far a rotation has come. For `begin`, see `RotationStrategy.position`.
 *
 * @throws ConflictError if the versions do not show how far the rotation has come.
 */
export function findPosition(facts: RotationFacts, begin: boolean): Position {
  const { secrets: ring, createdAt: since } = facts.versions.current;
  if (findReplacement(facts.versions)) {
    return { phase: 'replacing', ring, since };
  }
  return chooseStrategy(facts).position(facts, begin);
}

/** The whole ring is in one version. Backends read AWSCURRENT and nothing else. */
const RING: RotationStrategy = {
  position(facts, begin) {
    const { secrets: ring, createdAt: since } = facts.versions.current;
    return { phase: findRingPhase(facts, begin), ring, since };
  },

  assertOwnRotation({ versions }) {
    const { current, mark } = versions;
    const introduced = findPending(versions, 'introduced');
    const isIntroduced =
      introduced !== undefined && secretsOnlyIn(introduced.secrets, current.secrets).length > 0;
    const isPromoted = mark === 'promoted' && current.secrets.length === 1;
    if (isIntroduced || isPromoted) {
      throw new ConflictError(
        'a rotation by labels is in progress, with one secret in each version; set deploy.rotation back to "labels" until it has ended',
      );
    }
  },

  introductionStep({ versions: { previous } }, storedSecret) {
    // A secret that Secrets Manager had before is the old one, not a new one.
    const isOld = storedSecret !== undefined && previous?.secrets.includes(storedSecret);
    return isOld ? 'adopt-secret' : 'introduce-secret';
  },

  versionFor: (_, secrets) => ({ secrets, label: 'AWSCURRENT' }),
};

function findRingPhase({ deployment, versions }: RotationFacts, begin: boolean): Phase {
  const { current, previous, mark } = versions;
  if (mark === 'introduced' || mark === 'promoted') {
    return mark;
  }
  const [first, second] = current.secrets;
  if (mark !== undefined || second === undefined || begin) {
    return 'rest';
  }
  // `rotate` did not make this ring. The previous version shows which of the two secrets is older.
  const before = previous?.secrets ?? [];
  if (before[0] === first && !before.includes(second)) {
    return 'introduced';
  }
  if (before[0] === second) {
    return 'promoted';
  }
  throw new ConflictError(
    `the ring in Secrets Manager has ${current.secrets.length} secrets, and it is unknown whether the second is new, old or of another issuer; to replace the first and keep the others: ${commandLine('rotate --begin', deployment)}`,
  );
}

/**
 * One secret is in each version. A backend that takes a single secret reads AWSCURRENT; for other
 * backends, the versions of all labels make up the ring.
 */
const LABELS: RotationStrategy = {
  position({ versions, store }) {
    const { current, previous, mark } = versions;
    const { secrets, createdAt: since } = current;
    const introduced = findPending(versions, 'introduced');
    const [newSecret] = secretsOnlyIn(introduced?.secrets ?? [], secrets);
    if (introduced && newSecret !== undefined) {
      const ring = withSecond(secrets, newSecret);
      return { phase: 'introduced', ring, since: introduced.createdAt };
    }
    if (mark !== 'promoted') {
      return { phase: 'rest', ring: secrets, since };
    }
    // If another field of the secret was changed meanwhile, AWSPREVIOUS has moved on, and only the
    // KeyValueStore holds the old secret.
    const others = [...(previous?.secrets ?? []), ...(store?.ring?.secrets ?? [])];
    const [old] = secretsOnlyIn(others, secrets);
    const ring = old === undefined ? secrets : withSecond(secrets, old);
    return { phase: 'promoted', ring, since };
  },

  assertOwnRotation({ deployment: { secretId }, versions: { current } }) {
    if (current.secrets.length === 1) {
      return;
    }
    throw new ConflictError(
      `AWSCURRENT of ${secretId} is a ring of ${current.secrets.length} secrets; allowed with deploy.rotation "labels": a single secret; end the rotation with "ring", or put the one secret there that signs`,
    );
  },

  introductionStep({ deployment, versions: { current, previous, pending } }, storedSecret) {
    if (storedSecret !== undefined && previous?.secrets.includes(storedSecret)) {
      throw new ConflictError(
        'the KeyValueStore holds a second secret, which is AWSPREVIOUS in Secrets Manager: the secret was not replaced by rotate, so it is unknown since when the old one signs no more; once its last token has expired, remove it from the KeyValueStore',
      );
    }
    // Some tools leave AWSPENDING on their version after it has become current.
    const isLabelFree =
      !pending || pending.id === current.id || parseMark(pending.id) !== undefined;
    if (isLabelFree) {
      return 'introduce-secret';
    }
    throw new ConflictError(
      `AWSPENDING of ${deployment.secretId} is on a version that rotate did not make; finish what that version is for, or remove the label, and then: ${commandLine('rotate', deployment)}`,
    );
  },

  versionFor: (mark, [first, second]) =>
    mark === 'introduced'
      ? { secrets: [second!], label: 'AWSPENDING' }
      : { secrets: [first!], label: 'AWSCURRENT' },
};

const STRATEGIES = { ring: RING, labels: LABELS } as const;
