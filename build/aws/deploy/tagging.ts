import type { CliError } from '../../host/errors.js';
import { isAwsFault } from '../errors.js';
import { addSecretTags, readSecretTags } from '../resources/secrets-manager.js';
import { addTags, missingTags, readTags, type Tags } from '../resources/tags.js';
import type { Session } from '../session.js';
import { tryRead } from '../survey/read-result.js';
import type { DeployGoal } from './goal.js';
import type { DeployStep } from './plan.js';
import type { DeployState } from './state.js';

type Tagged = 'secret' | 'store' | 'function';

/** The tags of what exists, as far as they were read: only if the configuration has some. */
export interface TagState {
  readonly found: Readonly<Partial<Record<Tagged, Tags>>>;
  /** A read that was denied, with the permission that it needs. */
  readonly denied: readonly { readonly error: CliError; readonly permission: string }[];
}

export const NO_TAGS: TagState = { found: {}, denied: [] };

export async function readDeployedTags(
  { aws, deployment }: Session,
  { secret, store, development }: DeployState,
): Promise<TagState> {
  if (Object.keys(deployment.tags).length === 0) {
    return NO_TAGS;
  }
  const list = 'cloudfront:ListTagsForResource';
  const reads = [
    ['secret', secret, () => readSecretTags(aws, deployment), 'secretsmanager:DescribeSecret'],
    ['store', store, () => readTags(aws, store!.arn), list],
    ['function', development, () => readTags(aws, development!.arn), list],
  ] as const;
  const found: Partial<Record<Tagged, Tags>> = {};
  const denied: { error: CliError; permission: string }[] = [];
  for (const [kind, thing, read, permission] of reads) {
    const result = thing ? await tryRead(read) : undefined;
    if (result?.ok && result.value) {
      found[kind] = result.value;
    } else if (result && !result.ok) {
      if (!isAwsFault(result.error, 'denied')) {
        throw result.error;
      }
      denied.push({ error: result.error, permission });
    }
  }
  return { found, denied };
}

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
