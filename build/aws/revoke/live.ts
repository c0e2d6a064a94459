import { command } from '../command.js';
import { ConflictError } from '../errors.js';
import { heedsCutOffs, isOurs, readFunction } from '../resources/functions.js';
import type { Session } from '../session.js';

/**
 * The ARN of the store that viewers' requests are judged by: the one of LIVE.
 *
 * @throws ConflictError where LIVE reads no store, or no cut-offs out of it and `heeding` is asked for: an entry would do nothing.
 */
export async function storeOfLive(
  { aws, deployment }: Session,
  { heeding }: { heeding: boolean },
): Promise<string> {
  const { name } = deployment;
  const deploy = command('deploy', deployment);
  const live = await readFunction(aws, name, 'LIVE');
  if (!live) throw new ConflictError(`the function ${name} is not LIVE; first: ${deploy}`);
  if (!isOurs(live)) {
    throw new ConflictError(
      `the function ${name} is not made by pocket-spa-auth; choose another name with deploy.name in the configuration`,
    );
  }
  if (live.store === undefined) {
    throw new ConflictError(
      `the function ${name} that is LIVE reads no KeyValueStore; set "secret": "kvs" and "revocation": true in the configuration, and then: ${deploy}`,
    );
  }
  if (heeding && !heedsCutOffs(live)) {
    throw new ConflictError(
      `the function ${name} that is LIVE was built without revocation and would not heed the entry; now that "revocation" is true, first: ${deploy}`,
    );
  }
  return live.store;
}
