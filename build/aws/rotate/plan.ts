import type { Deployment } from '../../config/deployment.js';
import { isSameRing, type Secrets } from '../../config/key-ring.js';
import { ConflictError } from '../errors.js';
import type { SecretVersion } from '../resources/secrets-manager.js';
import { commandLine } from '../session.js';
import type { RotationGoal } from './goal.js';
import { assertRingFits, secretsOnlyIn, withoutSecond, withSecond } from './rings.js';
import {
  findPending,
  findReplacement,
  type RotationState,
  type SecretVersions,
  type TokenSecretEntry,
} from './state.js';
import { createSteps, nextDueStep, type RotateStep, type StepId } from './steps.js';
import { chooseStrategy, findPosition, type Position } from './strategy.js';

/**
 * The steps that are still to be done, in order.
 *
 * @throws ConflictError if Secrets Manager and the KeyValueStore together do not show what to do.
 */
export function planRotation(state: RotationState, goal: RotationGoal): readonly RotateStep[] {
  return createSteps(planStepIds(state, goal), state.deployment.rotation);
}

function planStepIds(state: RotationState, goal: RotationGoal): readonly StepId[] {
  const { versions, store } = state;
  const replacement = findReplacement(versions);
  if (replacement) {
    return planReplacementRest(state, replacement);
  }
  if (goal.leakedVersionId !== undefined) {
    const isReplaced = versions.current.id !== goal.leakedVersionId;
    return isReplaced
      ? stepIf(hasOutdatedPrevious(versions), 'drop-previous')
      : planReplacement(store);
  }
  chooseStrategy(state).assertOwnRotation(state);
  const position = findPosition(state, goal.begin);
  const isDue = isStepDue(position, goal);
  const unfinished = planUnfinished(state, position, isDue);
  return unfinished.length > 0 || !isDue ? unfinished : planNextStep(state, position);
}

function isStepDue({ phase, since }: Position, { step, now, timing }: RotationGoal): boolean {
  if (phase === 'rest') {
    return step === 'introduce';
  }
  const due = nextDueStep(phase, since, timing);
  return due !== null && due.step === step && due.at <= now;
}

/** What an interrupted step, or a change that `rotate` did not make, has left to do. */
function planUnfinished(state: RotationState, { phase, ring }: Position, isDue: boolean): StepId[] {
  const { deployment, versions, store } = state;
  const stored = store ? parseStoredSecrets(store, deployment) : ring;
  if (!stored.includes(ring[0]!)) {
    throw new ConflictError(
      `the KeyValueStore does not hold the secret that Secrets Manager signs with, so the edge refuses every user who logs in; copy the right ring of the two over the other, or replace both with: ${commandLine('rotate --emergency', deployment)}`,
    );
  }
  const [extra, ...more] = secretsOnlyIn(stored, ring);
  if (more.length > 0 || (extra !== undefined && phase !== 'rest')) {
    throw new ConflictError(
      'the KeyValueStore holds secrets that Secrets Manager does not, and they are not from an interrupted rotation; add them to Secrets Manager, behind the others, or remove them from the KeyValueStore',
    );
  }
  if (extra !== undefined) {
    return [planIntroduction(state, ring, extra)];
  }
  const isRetiring = phase === 'promoted' && isDue;
  return [
    ...stepIf(!isRetiring && !isSameRing(stored, ring), 'align-store'),
    ...stepIf(phase === 'rest' && hasOutdatedPrevious(versions), 'drop-previous'),
    ...stepIf(phase !== 'introduced' && isIntroductionPending(versions), 'drop-pending'),
  ];
}

/** The next step of a rotation that logs nobody out. */
function planNextStep(state: RotationState, { phase, ring }: Position): StepId[] {
  const { deployment, versions, store, acceptedByLive } = state;
  switch (phase) {
    case 'rest':
      return [...stepIf(store !== undefined, 'introduce-store'), planIntroduction(state, ring)];
    case 'introduced':
      return [
        ...stepIf(acceptedByLive !== ring[1], 'try-live'),
        'promote-secret',
        ...stepIf(store !== undefined, 'align-store'),
        ...stepIf(isIntroductionPending(versions), 'drop-pending'),
      ];
    case 'promoted': {
      const remaining = withoutSecond(ring);
      const isRetiredAtEdge =
        !store || isSameRing(parseStoredSecrets(store, deployment), remaining);
      // The version that is AWSCURRENT now becomes AWSPREVIOUS.
      const willLinger = secretsOnlyIn(versions.current.secrets, remaining).length > 0;
      return [
        ...stepIf(acceptedByLive !== ring[0], 'try-live'),
        ...stepIf(!isRetiredAtEdge, 'retire-store'),
        'retire-secret',
        ...stepIf(willLinger, 'drop-previous'),
      ];
    }
    case 'replacing':
      return [];
  }
}

// As long as the longest secret that `rotate` generates; the secret itself is generated only when
// it is written.
const PLACEHOLDER = '0'.repeat(64);

function planIntroduction(state: RotationState, ring: Secrets, storedSecret?: string): StepId {
  assertRingFits(withSecond(ring, storedSecret ?? PLACEHOLDER), state.store?.ring?.suffix);
  return chooseStrategy(state).introductionStep(state, storedSecret);
}

/** All the steps that replace a leaked secret. */
function planReplacement(store: TokenSecretEntry | undefined): StepId[] {
  const rest = ['replace-current', 'drop-previous', 'drop-pending'] as const;
  return ['replace-pending', ...stepIf(store !== undefined, 'replace-store'), ...rest];
}

/** The steps that are left once the replacement of a leaked secret is AWSPENDING. */
function planReplacementRest(
  { versions, store }: RotationState,
  { secrets }: SecretVersion,
): StepId[] {
  const isStored = !store || (store.ring && isSameRing(store.ring.secrets, secrets));
  // The ids are not compared: if another field was changed since, the replacement is in a version
  // of its own.
  const isCurrent = isSameRing(versions.current.secrets, secrets);
  const doesLinger = secretsOnlyIn(versions.previous?.secrets ?? [], secrets).length > 0;
  return [
    ...stepIf(!isStored, 'replace-store'),
    ...stepIf(!isCurrent, 'replace-current'),
    ...stepIf(!isCurrent || doesLinger, 'drop-previous'),
    'drop-pending',
  ];
}

/**
 * Whether AWSPREVIOUS holds a secret that was taken out: backends that verify with the previous
 * version accept it.
 */
function hasOutdatedPrevious({ mark, previous, current }: SecretVersions): boolean {
  const hasEnded = mark === 'retired' || mark === 'emergency';
  return hasEnded && secretsOnlyIn(previous?.secrets ?? [], current.secrets).length > 0;
}

/**
 * With the strategy "labels" the new secret is AWSPENDING until it is AWSCURRENT, and for a moment
 * after that.
 */
function isIntroductionPending(versions: SecretVersions): boolean {
  return findPending(versions, 'introduced') !== undefined;
}

function parseStoredSecrets({ value, ring }: TokenSecretEntry, deployment: Deployment): Secrets {
  if (ring) {
    return ring.secrets;
  }
  throw new ConflictError(
    value === undefined
      ? `the KeyValueStore holds no token_secret; write it with: ${commandLine('deploy', deployment)}`
      : `the token_secret in the KeyValueStore, text of ${value.length} characters, is not a usable key ring; write the ring of Secrets Manager there, or replace both with: ${commandLine('rotate --emergency', deployment)}`,
  );
}

function stepIf(condition: boolean, id: StepId): StepId[] {
  return condition ? [id] : [];
}
