import type { Deployment } from '../../config/deployment.js';
import type { Step } from '../reconcile.js';

/** The three steps of a rotation, in their order. */
export type RotationStepName = 'introduce' | 'promote' | 'retire';

/**
 * How far a rotation has come: none is in progress, the step that was done last, or a leaked secret
 * is being replaced.
 */
export type Phase = 'rest' | 'introduced' | 'promoted' | 'replacing';

/** The next step of a rotation. */
export interface DueStep {
  readonly step: RotationStepName;
  /** The earliest time at which the step logs nobody out, in Unix seconds. */
  readonly at: number;
}

/** What the time of the next step depends on, in seconds. */
export interface RotationTiming extends Pick<Deployment, 'maxAge' | 'backendTtl'> {
  readonly clockTolerance: number;
}

// In seconds. A backend counts its ttl from the end of a reading, which may take 5 s (signer/aws);
// an edge location shows a new value after up to about 30 s; and clocks differ.
const LEEWAY = 60;

/** The step after a phase that began at `since`; null if there is none to wait for. */
export function nextDueStep(phase: Phase, since: number, timing: RotationTiming): DueStep | null {
  const readByBackends = since + timing.backendTtl + LEEWAY;
  switch (phase) {
    case 'rest':
    case 'replacing':
      return null;
    case 'introduced':
      return { step: 'promote', at: readByBackends };
    case 'promoted':
      // The last backend to read the new ring may have signed a token with the old secret just
      // before.
      return { step: 'retire', at: readByBackends + timing.maxAge + timing.clockTolerance };
  }
}

export type StepId = keyof typeof TITLES;

/** One change in AWS: a step of a rotation consists of one or more. */
export interface RotateStep extends Step {
  readonly id: StepId;
}

/** The steps with these ids, with the titles for the strategy that the configuration chooses. */
export function createSteps(
  ids: readonly StepId[],
  rotation: Deployment['rotation'],
): readonly RotateStep[] {
  const titles: Readonly<Record<StepId, string>> =
    rotation === 'labels' ? { ...TITLES, ...TITLES_BY_LABELS } : TITLES;
  // The secret and the KeyValueStore together show how far the rotation has come, so both are read
  // again after each step.
  return ids.map((id) => ({ id, title: titles[id], touches: ['rotation'] }));
}

const TITLES = {
  'introduce-store': 'add a new secret to the KeyValueStore: the edge accepts it',
  'introduce-secret':
    'add the new secret to Secrets Manager, behind the old one: backends accept it',
  'adopt-secret':
    'add the old secret, which the KeyValueStore still accepts, to Secrets Manager, behind the new one',
  'try-live': 'check that the LIVE function accepts the new secret',
  'promote-secret':
    'put the new secret before the old one in Secrets Manager: backends sign with it',
  'align-store': 'copy the ring of Secrets Manager to the KeyValueStore',
  'retire-store': 'remove the old secret from the KeyValueStore: the edge refuses it',
  'retire-secret': 'remove the old secret from Secrets Manager',
  'replace-pending': 'create a new secret in Secrets Manager, as AWSPENDING',
  'replace-store':
    'make it the only secret in the KeyValueStore: the edge refuses every earlier token',
  'replace-current': 'make it AWSCURRENT: backends sign with it',
  'drop-previous':
    'remove the label AWSPREVIOUS from the previous version: backends would still accept its secrets',
  'drop-pending': 'remove the label AWSPENDING',
} as const;

const TITLES_BY_LABELS: Partial<Record<StepId, string>> = {
  'introduce-secret':
    'put the new secret into Secrets Manager as AWSPENDING: backends with a key ring accept it',
  'promote-secret':
    'make a version with the new secret AWSCURRENT: backends sign with it; the old one becomes AWSPREVIOUS',
  'retire-secret':
    'make another version with the new secret AWSCURRENT: the old secret loses the label AWSPREVIOUS',
};
