import type { Deployment } from '../../config/deployment.js';
import { CliError, EXIT } from '../../host/errors.js';
import { AwsError, ConflictError } from '../errors.js';
import { type Reconciler, reconcile, type Step } from '../reconcile.js';
import { readEntry, replaceEntry } from '../resources/key-value-store.js';
import { commandLine, type Session } from '../session.js';
import { raiseCutOff, withGlobalCutOff, withoutGlobalCutOff } from './cut-off.js';
import type { RevokeRequest } from './request.js';

/** A change of one entry of the KeyValueStore. */
export interface EntryChange {
  /** Names the step in `--json`. */
  readonly id: 'cut-off-user' | 'cut-off-everybody' | 'lift-user' | 'lift-everybody';
  readonly title: string;
  readonly key: string;
  /** The value that replaces the present one; undefined stands for no entry. */
  newValue(value: string | undefined): string | undefined;
}

/**
 * The change that a request asks for; undefined if it asks for none.
 *
 * @param key - The key of the entry: of the user's cut-off, or `token_secret`.
 * @param cutOff - The expiry up to which tokens are to be refused, in Unix seconds; unused if a
 *   cut-off is lifted.
 */
export function entryChangeFor(
  { kind }: RevokeRequest,
  key: string,
  cutOff: number | undefined,
  deployment: Deployment,
): EntryChange | undefined {
  switch (kind) {
    case 'user':
      return {
        id: 'cut-off-user',
        title: "write the user's cut-off to the KeyValueStore",
        key,
        newValue: (value) => raiseCutOff(value, cutOff!),
      };
    case 'lift':
      return {
        id: 'lift-user',
        title: "remove the user's cut-off from the KeyValueStore",
        key,
        newValue: () => undefined,
      };
    case 'everybody':
      return {
        id: 'cut-off-everybody',
        title: 'write the cut-off for everybody behind the secret in the KeyValueStore',
        key,
        newValue(value) {
          if (value !== undefined) {
            return withGlobalCutOff(value, cutOff!, deployment);
          }
          throw new ConflictError(
            `the KeyValueStore has no token_secret, so every token is refused already; first: ${commandLine('deploy', deployment)}`,
          );
        },
      };
    case 'lift-everybody':
      return {
        id: 'lift-everybody',
        title: 'remove the cut-off for everybody from behind the secret in the KeyValueStore',
        key,
        newValue: (value) => value && withoutGlobalCutOff(value),
      };
    case 'prune':
      return undefined;
  }
}

type EntryStep = Step<'value'>;

interface ChangeOptions {
  readonly dryRun: boolean;
  /** Called once before the entry is changed; rejects if it must not be. */
  confirm(plan: readonly EntryStep[]): Promise<void>;
}

/**
 * Changes the entry; a dry run only plans.
 *
 * @throws CliError if the KeyValueStore is full.
 */
export async function changeEntry(
  session: Session,
  arn: string,
  change: EntryChange,
  { dryRun, confirm }: ChangeOptions,
): Promise<{ plan: readonly EntryStep[]; done: readonly EntryStep[] }> {
  const reconciler = entryReconciler(session, arn, change);
  const first = await reconciler.read();
  const plan = reconciler.plan(first);
  if (dryRun || plan.length === 0) {
    return { plan, done: [] };
  }
  session.progress.end();
  await confirm(plan);
  return { plan, done: (await reconcile(reconciler, first)).done };
}

interface EntryState {
  readonly value: string | undefined;
}

function entryReconciler(
  { aws, clock, deployment, progress }: Session,
  arn: string,
  { id, title, key, newValue }: EntryChange,
): Reconciler<EntryState, EntryStep> & { read(): Promise<EntryState> } {
  return {
    progress,
    clock,
    read: async () => ({ value: await readEntry(aws, arn, key) }),
    plan: ({ value }) => (newValue(value) === value ? [] : [{ id, title, touches: ['value'] }]),
    async apply(_, { value }) {
      try {
        await replaceEntry(aws, arn, key, { from: value, to: newValue(value) });
      } catch (error) {
        throw isStoreFull(error) ? storeFullError(deployment) : error;
      }
      return {};
    },
  };
}

function isStoreFull(error: unknown): boolean {
  return error instanceof AwsError && error.reason === 'ServiceQuotaExceededException';
}

function storeFullError(deployment: Deployment): CliError {
  return new CliError(
    'ERR_FULL',
    `the KeyValueStore is full: it holds at most 5 MB; remove the expired cut-offs: ${commandLine('revoke --prune', deployment)}; if none has expired, a cut-off for everybody takes almost no space: ${commandLine('revoke --all-before now', deployment)}`,
    EXIT.awsConflict,
  );
}
