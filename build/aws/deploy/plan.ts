import { ConflictError } from '../errors.js';
import type { Step } from '../reconcile.js';
import { attachFunction } from '../resources/associations.js';
import { matchesSpec } from '../resources/functions.js';
import { conflicts } from './conflicts.js';
import { type DeployGoal, type DeployPart, type DeployState, functionSpec } from './state.js';

/** What a deployment can have to do, in the order in which it is done. */
export type DeployStepId =
  | 'create-secret'
  | 'create-store'
  | 'await-store'
  | 'put-secret'
  | 'create-function'
  | 'update-function'
  | 'restore-development'
  | 'test-function'
  | 'publish-function'
  | 'await-function'
  | 'attach'
  | 'await-distribution';

export interface DeployStep extends Step<DeployPart> {
  readonly id: DeployStepId;
}

/**
 * What is still to be done, as far as it can be foreseen. Nothing goes LIVE that has not passed TestFunction as it stands, and no
 * function reads a store that holds no secret yet.
 *
 * @throws ConflictError where something is in the way that is not ours to change.
 */
export function planDeploy(state: DeployState, wanted: DeployGoal): readonly DeployStep[] {
  const found = conflicts(state, wanted);
  if (found.length > 0) {
    throw new ConflictError(found.join('\n'));
  }
  return [
    ...secretSteps(state, wanted),
    ...(wanted.secretOnly ? [] : [...functionSteps(state, wanted), ...attachSteps(state, wanted)]),
  ];
}

function secretSteps({ secret, store, ring }: DeployState, { config, deployment }: DeployGoal) {
  const { name, secretId } = deployment;
  const steps: DeployStep[] = [];
  if (!secret) {
    const content = ring === undefined ? '32 random bytes' : 'with what the KeyValueStore holds';
    const title = `create the secret ${secretId} in Secrets Manager, ${content}`;
    steps.push({ id: 'create-secret', title, touches: ['secret', 'built'] });
  }
  if (config.secret === 'embedded') {
    return steps;
  }
  if (!store) {
    const title = `create the KeyValueStore ${name}`;
    steps.push({ id: 'create-store', title, touches: ['store'] });
  }
  if (store?.status !== 'READY') {
    const title = `wait until the KeyValueStore is ready`;
    steps.push({ id: 'await-store', title, touches: ['store', 'ring'] });
  }
  if (ring === undefined) {
    const title = 'put the secret into the KeyValueStore as token_secret';
    steps.push({ id: 'put-secret', title, touches: ['ring'] });
  }
  return steps;
}

function functionSteps(state: DeployState, { deployment: { name } }: DeployGoal) {
  const { development, live, rehearsed } = state;
  const wanted = functionSpec(state, name);
  const steps: DeployStep[] = [];
  if (!matchesSpec(live, wanted)) {
    if (!development) {
      const title = `create the function ${name}`;
      steps.push({ id: 'create-function', title, touches: ['function'] });
    } else if (!matchesSpec(development, wanted)) {
      const title = `update DEVELOPMENT of the function ${name}`;
      steps.push({ id: 'update-function', title, touches: ['function'] });
    }
    if (!matchesSpec(development, wanted) || rehearsed !== development.etag) {
      const title =
        'run it on CloudFront with TestFunction: valid, expired, forged, missing, malformed';
      steps.push({ id: 'test-function', title, touches: [] });
    }
    steps.push({ id: 'publish-function', title: 'publish it to LIVE', touches: ['function'] });
  } else if (!matchesSpec(development, wanted)) {
    // Whoever publishes next would put it before viewers, untested.
    const title = `put DEVELOPMENT of the function ${name} back to what is LIVE`;
    steps.push({ id: 'restore-development', title, touches: ['function'] });
  }
  if (live?.status === 'IN_PROGRESS') {
    const title = 'wait until every edge has the function';
    steps.push({ id: 'await-function', title, touches: ['function'] });
  }
  return steps;
}

function attachSteps(state: DeployState, { deployment }: DeployGoal) {
  const { distribution, deployed, live } = state;
  if (!distribution) {
    return [];
  }
  const steps: DeployStep[] = [];
  const { added } = attachFunction(distribution.config, deployment.behaviors, live?.arn);
  if (added.length > 0) {
    const title = `attach it to ${added.map((pattern) => `the behavior ${pattern}`).join(', ')} of ${distribution.id}`;
    steps.push({ id: 'attach', title, touches: ['distribution'] });
  }
  if (added.length > 0 || !deployed) {
    const title = `wait until every edge has ${distribution.id} as it is now`;
    steps.push({ id: 'await-distribution', title, touches: ['distribution'] });
  }
  return steps;
}
