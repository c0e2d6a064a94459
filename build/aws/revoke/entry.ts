import type { Deployment } from '../../config/deployment.js';
import { CliError, EXIT } from '../../host/errors.js';
import { AwsError, ConflictError } from '../errors.js';
import type { Reconciler, Step } from '../reconcile.js';
import { isOwnFunction, readFunction, supportsRevocation } from '../resources/functions.js';
import { readEntry, replaceEntry } from '../resources/key-value-store.js';
import { commandLine, type Session } from '../session.js';

/**
 * The ARN of the store that viewers' requests are judged by: the one of LIVE.
 *
 * @throws ConflictError where LIVE reads no store, or no cut-offs out of it and `heeding` is asked for: an entry would do nothing.
 */
export async function findLiveStore(
  { aws, deployment }: Session,
  { heeding }: { heeding: boolean },
): Promise<string> {
  const { name } = deployment;
  const deploy = commandLine('deploy', deployment);
  const live = await readFunction(aws, name, 'LIVE');
  if (!live) {
    throw new ConflictError(`the function ${name} is not LIVE; first: ${deploy}`);
  }
  if (!isOwnFunction(live)) {
    throw new ConflictError(
      `the function ${name} is not made by pocket-spa-auth; choose another name with deploy.name in the configuration`,
    );
  }
  if (live.store === undefined) {
    throw new ConflictError(
      `the function ${name} that is LIVE reads no KeyValueStore; set "secret": "kvs" and "revocation": true in the configuration, and then: ${deploy}`,
    );
  }
  if (heeding && !supportsRevocation(live)) {
    throw new ConflictError(
      `the function ${name} that is LIVE was built without revocation and would not heed the entry; now that "revocation" is true, first: ${deploy}`,
    );
  }
  return live.store;
}

/** What shall become of one entry. */
export interface EntryChange {
  /** Names the step in `--json`. */
  readonly id: 'cut-off-user' | 'cut-off-everybody' | 'lift-user' | 'lift-everybody';
  readonly title: string;
  readonly key: string;
  /** The value that the entry shall have in place of this one; undefined is no entry. */
  to(value: string | undefined): string | undefined;
}

export interface WriteState {
  readonly value: string | undefined;
}

/** How one entry is read, planned for and changed. */
export function entryReconciler(
  { aws, clock, deployment, progress }: Session,
  arn: string,
  { id, title, key, to }: EntryChange,
): Reconciler<WriteState, Step<'value'>> {
  return {
    progress,
    clock,
    read: async () => ({ value: await readEntry(aws, arn, key) }),
    plan: ({ value }) => (to(value) === value ? [] : [{ id, title, touches: ['value'] }]),
    async apply(_, { value }) {
      try {
        await replaceEntry(aws, arn, key, { from: value, to: to(value) });
      } catch (error) {
        throw isFull(error) ? full(deployment) : error;
      }
      return {};
    },
  };
}

function isFull(error: unknown): boolean {
  return error instanceof AwsError && error.reason === 'ServiceQuotaExceededException';
}

function full(deployment: Deployment): CliError {
  return new CliError(
    'ERR_FULL',
    `the KeyValueStore is full: it takes 5 MB. Remove the cut-offs that have run out: ${commandLine('revoke --prune', deployment)}; where none has, one for everybody takes hardly any room: ${commandLine('revoke --all-before now', deployment)}`,
    EXIT.awsConflict,
  );
}
