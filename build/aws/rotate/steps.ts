import type { Deployment } from '../../config/deployment.js';
import type { Step } from '../converge.js';

export type StepId = keyof typeof TITLES;

export interface RotateStep extends Step {
  readonly id: StepId;
}

export function stepsOf(
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
