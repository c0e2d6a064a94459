import type { Deployment } from '../../config/deployment.js';
import { isSameRing, type Secrets } from '../../config/key-ring.js';
import { ConflictError } from '../errors.js';
import type { SecretVersion } from '../resources/secrets-manager.js';
import { commandLine } from '../session.js';
import type { RotationGoal } from './goal.js';
import { assertRingFits, secretsOnlyIn, withoutSecond, withSecond } from './rings.js';
import { type EdgeRing, parseMark, type RotationState, type SecretVersions } from './state.js';
import { createSteps, nextDueStep, type RotateStep, type StepId } from './steps.js';
import { chooseStrategy, findPosition, findReplacement, type Position } from './strategy.js';

/**
 * What is still to be done, in order.
 *
 * @throws ConflictError where Secrets Manager and the KeyValueStore together do not tell what to do.
 */
export function planRotation(state: RotationState, aim: RotationGoal): readonly RotateStep[] {
  return createSteps(idsFor(state, aim), state.deployment.rotation);
}

function idsFor(state: RotationState, aim: RotationGoal): readonly StepId[] {
  const { versions, store } = state;
  const replacement = findReplacement(versions);
  if (replacement) {
    return replacing(state, replacement);
  }
  if (aim.leaked !== undefined) {
    const isReplaced = versions.current.id !== aim.leaked;
    return isReplaced ? when(isPreviousLeft(versions), 'drop-previous') : replacingAtOnce(store);
  }
  chooseStrategy(state).requireOwn(state);
  const position = findPosition(state, aim.begin);
  const isDue = isDueIn(position, aim);
  const unfinished = unfinishedIn(state, position, isDue);
  return unfinished.length > 0 || !isDue ? unfinished : stepping(state, position);
}

function isDueIn({ phase, since }: Position, { step, now, terms }: RotationGoal): boolean {
  if (phase === 'rest') {
    return step === 'introduce';
  }
  const due = nextDueStep(phase, since, terms);
  return due !== null && due.step === step && due.at <= now;
}

/** What an interrupted step, or another hand, has left to do. */
function unfinishedIn(state: RotationState, { phase, ring }: Position, isDue: boolean): StepId[] {
  const { deployment, versions, store } = state;
  const stored = store ? secretsIn(store, deployment) : ring;
  if (!stored.includes(ring[0]!)) {
    throw new ConflictError(apart(deployment));
  }
  const [newcomer, ...more] = secretsOnlyIn(stored, ring);
  if (more.length > 0 || (newcomer !== undefined && phase !== 'rest')) {
    throw new ConflictError(FOREIGN);
  }
  if (newcomer !== undefined) {
    return [bringIn(state, ring, newcomer)];
  }
  const isRetiring = phase === 'promoted' && isDue;
  return [
    ...when(!isRetiring && !isSameRing(stored, ring), 'align-store'),
    ...when(phase === 'rest' && isPreviousLeft(versions), 'drop-previous'),
    ...when(phase !== 'introduced' && isIntroductionLeft(versions), 'drop-pending'),
  ];
}

/** The next step of a rotation that logs nobody out. */
function stepping(state: RotationState, { phase, ring }: Position): StepId[] {
  const { deployment, versions, store, accepted } = state;
  switch (phase) {
    case 'rest':
      return [...when(store !== undefined, 'introduce-store'), bringIn(state, ring)];
    case 'introduced':
      return [
        ...when(accepted !== ring[1], 'try-live'),
        'promote-secret',
        ...when(store !== undefined, 'align-store'),
        ...when(isIntroductionLeft(versions), 'drop-pending'),
      ];
    case 'promoted': {
      const kept = withoutSecond(ring);
      const isOut = !store || isSameRing(secretsIn(store, deployment), kept);
      // The version that is current now is the one before from then on.
      const isLeft = secretsOnlyIn(versions.current.secrets, kept).length > 0;
      return [
        ...when(accepted !== ring[0], 'try-live'),
        ...when(!isOut, 'retire-store'),
        'retire-secret',
        ...when(isLeft, 'drop-previous'),
      ];
    }
    case 'replacing':
      return [];
  }
}

// The longest that may be made; the new secret is not made before it is written.
const LONGEST = '0'.repeat(64);

function bringIn(state: RotationState, ring: Secrets, newcomer?: string): StepId {
  assertRingFits(withSecond(ring, newcomer ?? LONGEST), state.store?.ring?.suffix);
  return chooseStrategy(state).bringIn(state, newcomer);
}

function replacingAtOnce(store: EdgeRing | undefined): StepId[] {
  const rest = ['replace-current', 'drop-previous', 'drop-pending'] as const;
  return ['replace-pending', ...when(store !== undefined, 'replace-store'), ...rest];
}

function replacing({ versions, store }: RotationState, { secrets }: SecretVersion): StepId[] {
  const isStored = !store || (store.ring && isSameRing(store.ring.secrets, secrets));
  // Not by its id: another field may have been changed since, in a version of its own.
  const isCurrent = isSameRing(versions.current.secrets, secrets);
  const isLeft = secretsOnlyIn(versions.previous?.secrets ?? [], secrets).length > 0;
  return [
    ...when(!isStored, 'replace-store'),
    ...when(!isCurrent, 'replace-current'),
    ...when(!isCurrent || isLeft, 'drop-previous'),
    'drop-pending',
  ];
}

/** A secret that has been taken out lives on where backends verify with the version before. */
function isPreviousLeft({ mark, previous, current }: SecretVersions): boolean {
  const isOver = mark === 'retired' || mark === 'emergency';
  return isOver && secretsOnlyIn(previous?.secrets ?? [], current.secrets).length > 0;
}

/** By labels the secret to come waits as AWSPENDING, and stays there for a moment once it is current. */
function isIntroductionLeft({ pending }: SecretVersions): boolean {
  return pending !== undefined && parseMark(pending.id) === 'introduced';
}

function secretsIn({ value, ring }: EdgeRing, deployment: Deployment): Secrets {
  if (ring) {
    return ring.secrets;
  }
  throw new ConflictError(
    value === undefined
      ? `the KeyValueStore holds no token_secret; put it there with: ${commandLine('deploy', deployment)}`
      : `the token_secret in the KeyValueStore, text of ${value.length} characters, is no usable key ring; put the ring of Secrets Manager there, or replace both with: ${commandLine('rotate --emergency', deployment)}`,
  );
}

function when(condition: boolean, id: StepId): StepId[] {
  return condition ? [id] : [];
}

function apart(deployment: Deployment): string {
  return `the KeyValueStore does not hold the secret that Secrets Manager signs with, so the edge refuses whoever logs in; put the ring of one into the other, whichever is right, or replace both with: ${commandLine('rotate --emergency', deployment)}`;
}

const FOREIGN =
  'the KeyValueStore holds secrets that Secrets Manager does not, and not from an interrupted rotation; put them into Secrets Manager too, behind the others, or take them out';
