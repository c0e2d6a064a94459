import { ConflictError } from '../errors.js';
import { heedsCutOffs, isOurs, readFunction } from '../functions.js';
import type { Session } from '../session.js';

/**
 * The ARN of the store that viewers' requests are judged by: the one of LIVE.
 *
 * @throws ConflictError where LIVE reads no store, or no cut-offs out of it and `heeding` is asked for: an entry would do nothing.
 */
export async function storeOfLive(
  { aws, deployment: { name } }: Session,
  { heeding }: { heeding: boolean },
): Promise<string> {
  const live = await readFunction(aws, name, 'LIVE');
  if (!live) throw new ConflictError(`the function ${name} is not LIVE; run deploy first`);
  if (!isOurs(live)) {
    throw new ConflictError(
      `the function ${name} is not made by pocket-spa-auth; choose another name with deploy.name in the configuration`,
    );
  }
  if (live.store === undefined) {
    throw new ConflictError(
      `the function ${name} that is LIVE reads no KeyValueStore; build it with "secret": "kvs" and "revocation": true, and run deploy`,
    );
  }
  if (heeding && !heedsCutOffs(live)) {
    throw new ConflictError(
      `the function ${name} that is LIVE was built without revocation and would not heed the entry; run deploy first, now that "revocation" is true`,
    );
  }
  return live.store;
}
