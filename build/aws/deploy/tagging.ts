import { addSecretTags } from '../resources/secrets-manager.js';
import { addTags, missingTags } from '../resources/tags.js';
import type { Session } from '../session.js';
import type { DeployGoal } from './goal.js';
import type { DeployState } from './state.js';
import type { DeployStep } from './steps.js';

/** Adds the tags that are missing, or have another value. Tags of others stay. */
export function planTags({ tags: { found } }: DeployState, wanted: DeployGoal): DeployStep[] {
  const { name, secretId, tags } = wanted.deployment;
  const subjects = {
    secret: `the secret ${secretId}`,
    store: `the KeyValueStore ${name}`,
    function: `the function ${name}`,
  };
  return (['secret', 'store', 'function'] as const).flatMap((kind): DeployStep[] => {
    const missing = Object.keys(missingTags(tags, found[kind] ?? tags));
    if (missing.length === 0 || (kind === 'function' && wanted.secretOnly)) {
      return [];
    }
    const title = `tag ${subjects[kind]}: ${missing.join(', ')}`;
    return [{ id: `tag-${kind}` as const, title, touches: ['tags'] }];
  });
}

export async function tagSecret({ aws, deployment }: Session, { tags }: DeployState) {
  await addSecretTags(aws, deployment, missingTags(deployment.tags, tags.found.secret!));
  return undefined;
}

export async function tagStore({ aws, deployment }: Session, { store, tags }: DeployState) {
  await addTags(aws, store!.arn, missingTags(deployment.tags, tags.found.store!));
  return undefined;
}

export async function tagFunction({ aws, deployment }: Session, state: DeployState) {
  const { development, tags } = state;
  await addTags(aws, development!.arn, missingTags(deployment.tags, tags.found.function!));
  return undefined;
}
