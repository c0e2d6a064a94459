import { ConflictError } from '../errors.js';
import { isSameRing } from '../ring.js';
import type { SecretVersion } from '../secret.js';
import { type Position, positionOf, replacementIn } from './position.js';
import { onlyIn, withoutSecond, withSecond } from './rings.js';
import { requireRoom } from './room.js';
import { dueAfter, type RotationStep, type Terms } from './schedule.js';
import type { RotationState, Stored, Versions } from './state.js';
import { type RotateStep, type StepId, stepsOf } from './steps.js';

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
  return stepsOf(idsFor(state, aim));
}

function idsFor(state: RotationState, aim: Aim): readonly StepId[] {
  const { versions, store } = state;
  const replacement = replacementIn(versions);
  if (replacement) return replacing(state, replacement);
  if (aim.leaked !== undefined) {
    return versions.current.id === aim.leaked ? replacingAtOnce(store) : [];
  }
  const position = positionOf(versions, aim.begin);
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
  const { versions, store } = state;
  const stored = store ? secretsIn(store) : ring;
  if (!stored.includes(ring[0]!)) throw new ConflictError(APART);
  const [newcomer, ...more] = onlyIn(stored, ring);
  if (more.length > 0 || (newcomer !== undefined && phase !== 'rest')) {
    throw new ConflictError(FOREIGN);
  }
  if (newcomer !== undefined) {
    requireRoom(withSecond(ring, newcomer), store?.ring?.suffix);
    // What Secrets Manager had before is not the one to come but the one to go.
    return versions.previous?.secrets.includes(newcomer) ? ['adopt-secret'] : ['introduce-secret'];
  }
  const isRetiring = phase === 'promoted' && isDue;
  return [
    ...when(!isRetiring && !isSameRing(stored, ring), 'align-store'),
    ...when(phase === 'rest' && isPreviousLeft(versions), 'drop-previous'),
  ];
}

/** The next step of a rotation that logs nobody out. */
function stepping({ store, accepted }: RotationState, { phase, ring }: Position): StepId[] {
  switch (phase) {
    case 'rest':
      // The longest that may be made; the new secret is not made before it is written.
      requireRoom(withSecond(ring, '0'.repeat(64)), store?.ring?.suffix);
      return [...when(store !== undefined, 'introduce-store'), 'introduce-secret'];
    case 'introduced':
      return [
        ...when(accepted !== ring[1], 'try-live'),
        'promote-secret',
        ...when(store !== undefined, 'align-store'),
      ];
    case 'promoted': {
      const isOut = !store || isSameRing(secretsIn(store), withoutSecond(ring));
      return [
        ...when(accepted !== ring[0], 'try-live'),
        ...when(!isOut, 'retire-store'),
        'retire-secret',
        'drop-previous',
      ];
    }
    case 'replacing':
      return [];
  }
}

function replacingAtOnce(store: Stored | undefined): StepId[] {
  const rest = ['replace-current', 'drop-previous', 'drop-pending'] as const;
  return ['replace-pending', ...when(store !== undefined, 'replace-store'), ...rest];
}

function replacing({ versions, store }: RotationState, { id, secrets }: SecretVersion): StepId[] {
  const isStored = !store || (store.ring && isSameRing(store.ring.secrets, secrets));
  const isCurrent = versions.current.id === id;
  return [
    ...when(!isStored, 'replace-store'),
    ...when(!isCurrent, 'replace-current'),
    ...when(!isCurrent || versions.previous !== undefined, 'drop-previous'),
    'drop-pending',
  ];
}

/** A secret that has been taken out lives on where backends verify with the version before. */
function isPreviousLeft({ mark, previous, current }: Versions): boolean {
  const isOver = mark === 'retired' || mark === 'emergency';
  return isOver && onlyIn(previous?.secrets ?? [], current.secrets).length > 0;
}

function secretsIn({ value, ring }: Stored) {
  if (ring) return ring.secrets;
  throw new ConflictError(
    value === undefined
      ? 'the KeyValueStore holds no token_secret; put it there with: pocket-spa-auth deploy'
      : `the token_secret in the KeyValueStore, text of ${value.length} characters, is no usable key ring; put the ring of Secrets Manager there, or replace both with: pocket-spa-auth rotate --emergency`,
  );
}

function when(condition: boolean, id: StepId): StepId[] {
  return condition ? [id] : [];
}

const APART =
  'the KeyValueStore does not hold the secret that Secrets Manager signs with, so the edge refuses whoever logs in; put the ring of one into the other, whichever is right, or replace both with: pocket-spa-auth rotate --emergency';
const FOREIGN =
  'the KeyValueStore holds secrets that Secrets Manager does not, and not from an interrupted rotation; put them into Secrets Manager too, behind the others, or take them out';
