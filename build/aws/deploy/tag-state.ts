import type { CliError } from '../../host/errors.js';
import { isAwsFault } from '../errors.js';
import type { FunctionState } from '../resources/functions.js';
import type { StoreState } from '../resources/key-value-store.js';
import { readSecretTags, type SecretVersion } from '../resources/secrets-manager.js';
import { readTags, type Tags } from '../resources/tags.js';
import type { Session } from '../session.js';
import { tryRead } from '../survey/read-result.js';

type Tagged = 'secret' | 'store' | 'function';

/** The tags of what exists, as far as they were read: only if the configuration has some. */
export interface TagState {
  readonly found: Readonly<Partial<Record<Tagged, Tags>>>;
  /** A read that was denied, with the permission that it needs. */
  readonly denied: readonly { readonly error: CliError; readonly permission: string }[];
}

export const NO_TAGS: TagState = { found: {}, denied: [] };

/** What exists; anything else has no tags. */
interface Existing {
  readonly secret: SecretVersion | undefined;
  readonly store: StoreState | undefined;
  readonly development: FunctionState | undefined;
}

export async function readDeployedTags(
  { aws, deployment }: Session,
  { secret, store, development }: Existing,
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
