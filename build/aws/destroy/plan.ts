import { ConflictError } from '../errors.js';
import type { Step } from '../reconcile.js';
import { isOwnFunction } from '../resources/functions.js';
import type { Session } from '../session.js';
import { type DestroyPart, type DestroyState, type FunctionUse, RECOVERY_DAYS } from './state.js';

export type DestroyStepId =
  | 'detach'
  | 'await-distributions'
  | 'delete-function'
  | 'delete-store'
  | 'delete-secret';

export interface DestroyStep extends Step<DestroyPart> {
  readonly id: DestroyStepId;
  /** Of a step that detaches: from which. */
  readonly distribution?: string;
}

/** What is to be destroyed, by its names. */
type Stage = Pick<Session, 'deployment' | 'secretSharedWith'>;

/**
 * What is still to go, in order: edges stop running the function before it goes, and it goes before the store that it reads.
 *
 * @throws ConflictError where something of the name is not ours.
 */
export function planDestroy(state: DestroyState, stage: Stage): readonly DestroyStep[] {
  const problems = obstacles(state, stage);
  if (problems.length > 0) {
    throw new ConflictError(problems.join('\n'));
  }
  const { name, secretId } = stage.deployment;
  const { development, uses, moving, store, secret } = state;
  const steps: DestroyStep[] = uses.map(detach);
  if (uses.length > 0 || moving.length > 0) {
    const title = 'wait until no edge runs it any more, which takes minutes';
    steps.push({ id: 'await-distributions', title, touches: ['distributions'] });
  }
  if (development) {
    const title = `delete the function ${name}`;
    steps.push({ id: 'delete-function', title, touches: ['function', 'distributions'] });
  }
  if (store) {
    const title = `delete the KeyValueStore ${name}, with the secret and the cut-offs in it`;
    steps.push({ id: 'delete-store', title, touches: ['store'] });
  }
  if (secret) {
    const title = `delete the secret ${secretId} in Secrets Manager; for ${RECOVERY_DAYS} days it can be had back`;
    steps.push({ id: 'delete-secret', title, touches: ['secret'] });
  }
  return steps;
}

function detach({ id, domain, patterns }: FunctionUse): DestroyStep {
  const title = `detach it from ${patterns.map((pattern) => `the behavior ${pattern}`).join(', ')} of ${id} (${domain}), which is open to everyone from then on`;
  return { id: 'detach', title, touches: ['distributions'], distribution: id };
}

function obstacles(
  { development, live, store, strangers, secret }: DestroyState,
  { deployment: { name, secretId }, secretSharedWith }: Stage,
): string[] {
  const problems: string[] = [];
  if ([development, live].some((copy) => copy && !isOwnFunction(copy))) {
    problems.push(`the function ${name} is not made by pocket-spa-auth; nothing is touched`);
  }
  if (store && store.status !== 'READY') {
    problems.push(`the KeyValueStore ${name} is still being made; try again in a minute`);
  } else if (store && strangers > 0) {
    const entries = strangers === 1 ? '1 entry that is' : `${strangers} entries that are`;
    problems.push(
      `the KeyValueStore ${name} holds ${entries} not of pocket-spa-auth; nothing is touched; move them elsewhere first`,
    );
  }
  if (secret && secretSharedWith.length > 0) {
    problems.push(
      `the secret ${secretId} is that of the stages ${secretSharedWith.join(', ')} too; leave --secret out`,
    );
  }
  if (secret === 'shared') {
    problems.push(
      `the secret ${secretId} holds more than the token secret; leave --secret out, and remove the one field by hand`,
    );
  }
  return problems;
}
