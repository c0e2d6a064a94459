import { ConflictError } from '../errors.js';
import { MANAGING_TOOLS } from '../managing-tools.js';
import type { Step } from '../reconcile.js';
import { isOwnFunction } from '../resources/functions.js';
import type { Session } from '../session.js';
import {
  type AssociatedDistribution,
  type DestroyPart,
  type DestroyState,
  RECOVERY_DAYS,
} from './state.js';

export type DestroyStepId =
  | 'detach'
  | 'await-distributions'
  | 'delete-function'
  | 'delete-store'
  | 'delete-secret';

export interface DestroyStep extends Step<DestroyPart> {
  readonly id: DestroyStepId;
  /** The id of the distribution that a `detach` step changes. */
  readonly distribution?: string;
}

/** The names of what is to be destroyed. */
type Stage = Pick<Session, 'deployment' | 'secretSharedWith'>;

/**
 * Plans the steps that are still to be done. The function is deleted only after no edge location
 * runs it, and before the store that it reads.
 *
 * @throws ConflictError if something with the name belongs to another tool or stage.
 */
export function planDestroy(state: DestroyState, stage: Stage): readonly DestroyStep[] {
  const problems = findConflicts(state, stage);
  if (problems.length > 0) {
    throw new ConflictError(problems.join('\n'));
  }
  const { name, secretId } = stage.deployment;
  const { development, associatedDistributions, inProgress, store, secret } = state;
  const steps: DestroyStep[] = associatedDistributions.map(createDetachStep);
  if (associatedDistributions.length > 0 || inProgress.length > 0) {
    const title = 'wait until no edge location runs it any more, which takes minutes';
    steps.push({ id: 'await-distributions', title, touches: ['distributions'] });
  }
  if (development) {
    const title = `delete the function ${name}`;
    steps.push({ id: 'delete-function', title, touches: ['function', 'distributions'] });
  }
  if (store) {
    const title = state.hasUnreadEntries
      ? `delete the KeyValueStore ${name}, which no function reads; its entries could not be read`
      : `delete the KeyValueStore ${name}, with the secret and the cut-offs in it`;
    steps.push({ id: 'delete-store', title, touches: ['store'] });
  }
  if (secret) {
    const title = `delete the secret ${secretId} in Secrets Manager; it can be restored for ${RECOVERY_DAYS} days`;
    steps.push({ id: 'delete-secret', title, touches: ['secret'] });
  }
  return steps;
}

function createDetachStep({ id, domain, patterns }: AssociatedDistribution): DestroyStep {
  const title = `detach it from ${patterns.map((pattern) => `the behavior ${pattern}`).join(', ')} of ${id} (${domain}), which is then open to everyone`;
  return { id: 'detach', title, touches: ['distributions'], distribution: id };
}

function findConflicts(
  { development, live, associatedDistributions, store, foreignEntries, secret }: DestroyState,
  { deployment: { managedBy, name, secretId }, secretSharedWith }: Stage,
): string[] {
  const problems: string[] = [];
  if ([development, live].some((each) => each && !isOwnFunction(each))) {
    problems.push(`the function ${name} is not made by pocket-spa-auth; nothing was changed`);
  }
  if (managedBy !== undefined && associatedDistributions.length > 0) {
    const { name: tool, apply } = MANAGING_TOOLS[managedBy];
    const places = associatedDistributions.map(
      ({ id, patterns }) => `${patterns.join(', ')} of ${id}`,
    );
    problems.push(
      `the function ${name} runs on ${places.join('; ')}, and the configuration leaves that association to ${tool}; nothing was changed; remove it there, then: ${apply}; then run destroy again`,
    );
  }
  if (store && store.status !== 'READY') {
    problems.push(
      `the KeyValueStore ${name} is still being created; run the command again in a minute`,
    );
  } else if (store && foreignEntries > 0) {
    const entries = foreignEntries === 1 ? '1 entry' : `${foreignEntries} entries`;
    problems.push(
      `the KeyValueStore ${name} holds ${entries} of another tool; nothing was changed; move them to another store first`,
    );
  }
  if (secret && secretSharedWith.length > 0) {
    problems.push(
      `the secret ${secretId} is also the secret of the stages ${secretSharedWith.join(', ')}; leave --secret out`,
    );
  }
  if (secret === 'shared') {
    problems.push(
      `the secret ${secretId} holds more than the token secret; leave --secret out, and remove that field by hand`,
    );
  }
  return problems;
}
