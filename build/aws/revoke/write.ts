import type { Deployment } from '../../config/deployment.js';
import { CliError, EXIT } from '../../errors.js';
import { command } from '../command.js';
import type { Course, Step } from '../converge.js';
import { AwsError } from '../errors.js';
import { exchangeEntry, readEntry } from '../resources/entries.js';
import type { Session } from '../session.js';

/** What shall become of one entry. */
export interface Change {
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
export function writing(
  { aws, clock, deployment, progress }: Session,
  arn: string,
  { id, title, key, to }: Change,
): Course<WriteState, Step<'value'>> {
  return {
    progress,
    clock,
    read: async () => ({ value: await readEntry(aws, arn, key) }),
    plan: ({ value }) => (to(value) === value ? [] : [{ id, title, touches: ['value'] }]),
    async apply(_, { value }) {
      try {
        await exchangeEntry(aws, arn, key, { from: value, to: to(value) });
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
    `the KeyValueStore is full: it takes 5 MB. Remove the cut-offs that have run out: ${command('revoke --prune', deployment)}; where none has, one for everybody takes hardly any room: ${command('revoke --all-before now', deployment)}`,
    EXIT.awsConflict,
  );
}
