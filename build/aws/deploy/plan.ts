import { ConflictError } from '../errors.js';
import { attachFunction } from '../resources/associations.js';
import { matchesSpec } from '../resources/functions.js';
import { findConflicts, findOtherOwner } from './conflicts.js';
import { type DeployGoal, functionSpec } from './goal.js';
import { planCopy, planDeletion, planSettling, planSwaps } from './rename-plan.js';
import type { DeployState } from './state.js';
import type { DeployStep } from './steps.js';
import { planTags } from './tagging.js';

/**
 * Plans the steps that are still to be done. A function is published only after this very version
 * has passed TestFunction, and it is created only after its store holds the secret.
 *
 * @throws ConflictError if the deployment would change what it must not change.
 */
export function planDeploy(state: DeployState, wanted: DeployGoal): readonly DeployStep[] {
  const problems = findConflicts(state, wanted);
  const steps = problems.length > 0 ? [] : listSteps(state, wanted);
  // A run that changes nothing only warns about the owner of the distribution.
  if (problems.length > 0 || steps.some(({ id }) => !id.startsWith('await-'))) {
    problems.push(...findOtherOwner(state, wanted));
  }
  if (problems.length > 0) {
    throw new ConflictError(problems.join('\n'));
  }
  return steps;
}

function listSteps(state: DeployState, wanted: DeployGoal): readonly DeployStep[] {
  return [
    ...planSecret(state, wanted),
    ...(wanted.secretOnly
      ? []
      : [
          ...planFunction(state, wanted),
          ...planSettling(state, wanted),
          ...planAttachment(state, wanted),
          ...planSwaps(state, wanted),
          ...planDeletion(state, wanted),
        ]),
    ...planTags(state, wanted),
  ];
}

function planSecret(state: DeployState, { config, deployment }: DeployGoal): DeployStep[] {
  const { secret, store, ring, former } = state;
  const { name, secretId } = deployment;
  const steps: DeployStep[] = [];
  if (!secret) {
    const content = describeNewSecret(state);
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
    steps.push({ id: 'await-store', title, touches: ['store', 'ring', 'former'] });
  }
  steps.push(...planCopy(state));
  if (ring === undefined && former?.ring === undefined) {
    const title = 'put the secret into the KeyValueStore as token_secret';
    steps.push({ id: 'put-secret', title, touches: ['ring'] });
  }
  return steps;
}

function describeNewSecret({ ring, former }: DeployState): string {
  if (former?.secret) {
    return `with the key ring of ${former.secretId}`;
  }
  return (ring ?? former?.ring) === undefined
    ? '32 random bytes'
    : 'from the key ring in the KeyValueStore';
}

function planFunction(state: DeployState, { deployment: { name } }: DeployGoal): DeployStep[] {
  const { development, live, testedEtag } = state;
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
    if (!matchesSpec(development, wanted) || testedEtag !== development.etag) {
      const title =
        'run it on CloudFront with TestFunction: valid, expired, forged, missing, malformed';
      steps.push({ id: 'test-function', title, touches: [] });
    }
    steps.push({ id: 'publish-function', title: 'publish it to LIVE', touches: ['function'] });
  } else if (!matchesSpec(development, wanted)) {
    // The next publication by anybody would make this DEVELOPMENT LIVE, untested.
    const title = `put DEVELOPMENT of the function ${name} back to what is LIVE`;
    steps.push({ id: 'restore-development', title, touches: ['function'] });
  }
  if (live?.status === 'IN_PROGRESS') {
    const title = 'wait until every edge location has the function';
    steps.push({ id: 'await-function', title, touches: ['function'] });
  }
  return steps;
}

function planAttachment(state: DeployState, { deployment }: DeployGoal): DeployStep[] {
  const { distribution, deployed, live, former } = state;
  if (!distribution || deployment.managedBy !== undefined) {
    return [];
  }
  const steps: DeployStep[] = [];
  const replaced = former?.live?.arn;
  const { added } = attachFunction(distribution.config, deployment.behaviors, live?.arn, replaced);
  if (added.length > 0) {
    const isSwap = former?.distributions.some(({ id }) => id === distribution.id);
    const verb = isSwap ? `put it in the place of ${former!.name} at` : 'attach it to';
    const title = `${verb} ${added.map((pattern) => `the behavior ${pattern}`).join(', ')} of ${distribution.id}`;
    steps.push({ id: 'attach', title, touches: ['distribution', 'former'] });
  }
  if (added.length > 0 || !deployed) {
    const title = `wait until every edge location has the last change of ${distribution.id}`;
    steps.push({ id: 'await-distribution', title, touches: ['distribution', 'former'] });
  }
  return steps;
}
