import { ConflictError } from '../errors.js';
import { isOwnFunction, readFunction, supportsRevocation } from '../resources/functions.js';
import { commandLine, type Session } from '../session.js';

/**
 * Finds the KeyValueStore that the LIVE function reads.
 *
 * @param needsRevocation - Whether the function has to read cut-offs from it; otherwise a new
 *   cut-off would have no effect.
 * @returns The ARN of the store.
 * @throws ConflictError if no function is LIVE, or if it is not one that fits.
 */
export async function findLiveStore(
  { aws, deployment }: Session,
  { needsRevocation }: { needsRevocation: boolean },
): Promise<string> {
  const { name } = deployment;
  const deploy = commandLine('deploy', deployment);
  const live = await readFunction(aws, name, 'LIVE');
  if (!live) {
    throw new ConflictError(`the function ${name} is not LIVE; first: ${deploy}`);
  }
  if (!isOwnFunction(live)) {
    throw new ConflictError(
      `the function ${name} was not created by pocket-spa-auth; set another deploy.name in the configuration`,
    );
  }
  if (live.store === undefined) {
    throw new ConflictError(
      `the LIVE function ${name} reads no KeyValueStore; set "secret": "kvs" and "revocation": true in the configuration, and then: ${deploy}`,
    );
  }
  if (needsRevocation && !supportsRevocation(live)) {
    throw new ConflictError(
      `the LIVE function ${name} was built without revocation and would ignore the cut-off; "revocation" is true in the configuration now, so first: ${deploy}`,
    );
  }
  return live.store;
}
