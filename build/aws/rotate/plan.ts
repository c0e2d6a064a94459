import type { Deployment } from '../../config/deployment.js';
import { command } from '../command.js';
import { ConflictError } from '../errors.js';
import { isSameRing, type Secrets } from '../resources/ring.js';
import type { SecretVersion } from '../resources/secret.js';
import { markOf } from './marks.js';
import { positionOf, replacementIn, wayOf } from './position.js';
import { onlyIn, withoutSecond, withSecond } from './rings.js';
import { requireRoom } from './room.js';
import { dueAfter, type RotationStep, type Terms } from './schedule.js';
import type { RotationState, Stored, Versions } from './state.js';
import { type RotateStep, type StepId, stepsOf } from './steps.js';
import type { Position } from './ways/way.js';

/** What is planned for. */
export interface Aim {
  /** The step to take; without one, only what was begun is finished. */
  readonly step?: RotationStep | undefined;
  /** The id of the version to replace at once. */
  readonly leaked?: string | undefined;
  readonly begin: boolean;
  /** In Unix seconds. */
  readonly now: number;
  readonly terms: Terms;
}

/**
 * What is still to be done, in order.
 *
 * @throws ConflictError where Secrets Manager and the KeyValueStore together do not tell what to do.
 */
export function planRotation(state: RotationState, aim: Aim): readonly RotateStep[] {
  return stepsOf(idsFor(state, aim), state.deployment.rotation);
}

function idsFor(state: RotationState, aim: Aim): readonly StepId[] {
  const { versions, store } = state;
  const replacement = replacementIn(versions);
  if (replacement) return replacing(state, replacement);
  if (aim.leaked !== undefined) {
    const isReplaced = versions.current.id !== aim.leaked;
    return isReplaced ? when(isPreviousLeft(versions), 'drop-previous') : replacingAtOnce(store);
  }
  wayOf(state).requireOwn(state);
  const position = positionOf(state, aim.begin);
  const isDue = isDueIn(position, aim);
  const unfinished = unfinishedIn(state, position, isDue);
  return unfinished.length > 0 || !isDue ? unfinished : stepping(state, position);
}

function isDueIn({ phase, since }: Position, { step, now, terms }: Aim): boolean {
  if (phase === 'rest') return step === 'introduce';
  const due = dueAfter(phase, since, terms);
  return due !== null && due.step === step && due.at <= now;
}

/** What an interrupted step, or another hand, has left to do. */
function unfinishedIn(state: RotationState, { phase, ring }: Position, isDue: boolean): StepId[] {
  const { deployment, versions, store } = state;
  const stored = store ? secretsIn(store, deployment) : ring;
  if (!stored.includes(ring[0]!)) throw new ConflictError(apart(deployment));
  const [newcomer, ...more] = onlyIn(stored, ring);
  if (more.length > 0 || (newcomer !== undefined && phase !== 'rest')) {
    throw new ConflictError(FOREIGN);
  }
  if (newcomer !== undefined) return [bringIn(state, ring, newcomer)];
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
      const isLeft = onlyIn(versions.current.secrets, kept).length > 0;
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
  requireRoom(withSecond(ring, newcomer ?? LONGEST), state.store?.ring?.suffix);
  return wayOf(state).bringIn(state, newcomer);
}

function replacingAtOnce(store: Stored | undefined): StepId[] {
  const rest = ['replace-current', 'drop-previous', 'drop-pending'] as const;
  return ['replace-pending', ...when(store !== undefined, 'replace-store'), ...rest];
}

function replacing({ versions, store }: RotationState, { secrets }: SecretVersion): StepId[] {
  const isStored = !store || (store.ring && isSameRing(store.ring.secrets, secrets));
  // Not by its id: another field may have been changed since, in a version of its own.
  const isCurrent = isSameRing(versions.current.secrets, secrets);
  const isLeft = onlyIn(versions.previous?.secrets ?? [], secrets).length > 0;
  return [
    ...when(!isStored, 'replace-store'),
    ...when(!isCurrent, 'replace-current'),
    ...when(!isCurrent || isLeft, 'drop-previous'),
    'drop-pending',
  ];
}

/** A secret that has been taken out lives on where backends verify with the version before. */
function isPreviousLeft({ mark, previous, current }: Versions): boolean {
  const isOver = mark === 'retired' || mark === 'emergency';
  return isOver && onlyIn(previous?.secrets ?? [], current.secrets).length > 0;
}

/** By labels the secret to come waits as AWSPENDING, and stays there for a moment once it is current. */
function isIntroductionLeft({ pending }: Versions): boolean {
  return pending !== undefined && markOf(pending.id) === 'introduced';
}

function secretsIn({ value, ring }: Stored, deployment: Deployment): Secrets {
  if (ring) return ring.secrets;
  throw new ConflictError(
    value === undefined
      ? `the KeyValueStore holds no token_secret; put it there with: ${command('deploy', deployment)}`
      : `the token_secret in the KeyValueStore, text of ${value.length} characters, is no usable key ring; put the ring of Secrets Manager there, or replace both with: ${command('rotate --emergency', deployment)}`,
  );
}

function when(condition: boolean, id: StepId): StepId[] {
  return condition ? [id] : [];
}

function apart(deployment: Deployment): string {
  return `the KeyValueStore does not hold the secret that Secrets Manager signs with, so the edge refuses whoever logs in; put the ring of one into the other, whichever is right, or replace both with: ${command('rotate --emergency', deployment)}`;
}

const FOREIGN =
  'the KeyValueStore holds secrets that Secrets Manager does not, and not from an interrupted rotation; put them into Secrets Manager too, behind the others, or take them out';
