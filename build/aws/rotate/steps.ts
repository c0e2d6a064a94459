import type { Deployment } from '../../config/deployment.js';
import type { Step } from '../reconcile.js';

/** The steps of a rotation, in their order. */
export type RotationStep = 'introduce' | 'promote' | 'retire';

/** Where a rotation stands: nothing under way, the step that was done last, or a leaked secret that is being replaced. */
export type Phase = 'rest' | 'introduced' | 'promoted' | 'replacing';

/** A step, and from when on it logs nobody out, in Unix seconds. */
export interface DueStep {
  readonly step: RotationStep;
  readonly at: number;
}

/** What the moment depends on. */
export interface RotationTerms extends Pick<Deployment, 'maxAge' | 'backendTtl'> {
  readonly clockTolerance: number;
}

// A backend counts its ttl from the end of a reading, which may take 5 s (signer/aws/secret.ts); an edge shows a new value within
// 30 s or so; and no two clocks agree.
const LEEWAY = 60;

/** The step after a phase that began at `since`; null where there is none to wait for. */
export function nextDueStep(phase: Phase, since: number, terms: RotationTerms): DueStep | null {
  const read = since + terms.backendTtl + LEEWAY;
  switch (phase) {
    case 'rest':
    case 'replacing':
      return null;
    case 'introduced':
      return { step: 'promote', at: read };
    case 'promoted':
      // The last backend to switch may have signed with the old secret just before.
      return { step: 'retire', at: read + terms.maxAge + terms.clockTolerance };
  }
}

export type StepId = keyof typeof TITLES;

export interface RotateStep extends Step {
  readonly id: StepId;
}

export function createSteps(
  ids: readonly StepId[],
  rotation: Deployment['rotation'],
): readonly RotateStep[] {
  const titles: Readonly<Record<StepId, string>> =
    rotation === 'labels' ? { ...TITLES, ...BY_LABELS } : TITLES;
  // Where a rotation stands shows in the secret and the store together, so both are read again.
  return ids.map((id) => ({ id, title: titles[id], touches: ['rotation'] }));
}

const TITLES = {
  'introduce-store': 'add a new secret to the KeyValueStore: the edge accepts it',
  'introduce-secret':
    'add the new secret to Secrets Manager, behind the old one: backends accept it',
  'adopt-secret':
    'add the old secret, which the KeyValueStore still accepts, to Secrets Manager, behind the new one',
  'try-live': 'see that the function that is LIVE accepts the new secret',
  'promote-secret':
    'put the new secret before the old one in Secrets Manager: backends sign with it',
  'align-store': 'bring the KeyValueStore in line with Secrets Manager',
  'retire-store': 'take the old secret out of the KeyValueStore: the edge refuses it',
  'retire-secret': 'take the old secret out of Secrets Manager',
  'replace-pending': 'make a new secret, in Secrets Manager as AWSPENDING',
  'replace-store': 'put it alone into the KeyValueStore: the edge refuses every token of before',
  'replace-current': 'make it AWSCURRENT: backends sign with it',
  'drop-previous':
    'take the label AWSPREVIOUS off the version before, or backends go on accepting it',
  'drop-pending': 'take the label AWSPENDING off',
} as const;

const BY_LABELS: Partial<Record<StepId, string>> = {
  'introduce-secret':
    'put the new secret into Secrets Manager as AWSPENDING: backends with a key ring accept it',
  'promote-secret':
    'make a version with the new secret AWSCURRENT: backends sign with it; the old one is AWSPREVIOUS',
  'retire-secret':
    'make another version with the new secret AWSCURRENT: AWSPREVIOUS leaves the old secret',
};
