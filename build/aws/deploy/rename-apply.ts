import { STORE_PROPAGATION } from '../../platform/limits.js';
import { ConflictError } from '../errors.js';
import { attachFunction } from '../resources/associations.js';
import { awaitDeployed, readDistribution, updateDistribution } from '../resources/distributions.js';
import { deleteFunction } from '../resources/functions.js';
import { deleteStore, putEntries, readStoreContent } from '../resources/key-value-store.js';
import type { Session } from '../session.js';
import { retryWhileInUse } from '../wait.js';
import { readFormerStore } from './former.js';
import type { DeployState } from './state.js';
import type { DeployStep } from './steps.js';

/** Puts what the former store has, and the new one lacks, into the new one. */
export async function copyEntries({ aws }: Session, { store, former }: DeployState) {
  // The ETag comes first: what is written to the new store after it makes this write a conflict.
  const content = await readStoreContent(aws, store!.arn);
  const { missing } = await readFormerStore(aws, former!.name, store);
  await putEntries(aws, store!.arn, content, missing);
  return { isSettled: false };
}

export async function awaitEntries({ clock }: Session) {
  await clock.sleep(STORE_PROPAGATION);
  return { isSettled: true };
}

/** Replaces the former function on a distribution, in one change of its configuration. */
export async function swapFunction(
  { aws }: Session,
  { former, live }: DeployState,
  { distribution: id }: DeployStep,
): Promise<undefined> {
  const found = await readDistribution(aws, id!);
  if (found) {
    const { config } = attachFunction(found.config, [], live!.arn, former!.live!.arn);
    await updateDistribution(aws, { ...found, config });
  }
}

export async function awaitFormer(session: Session, { former }: DeployState): Promise<undefined> {
  await awaitDeployed(session, former!.inProgress);
}

export async function deleteFormerFunction(
  session: Session,
  { former }: DeployState,
): Promise<undefined> {
  const { name, development } = former!;
  await retryWhileInUse(session, `the function ${name}, although no distribution runs it`, () =>
    deleteFunction(session.aws, name, development!.etag),
  );
}

export async function deleteFormerStore(
  session: Session,
  { former, store }: DeployState,
): Promise<undefined> {
  const { name } = former!;
  const { missing, store: theirs } = await readFormerStore(session.aws, name, store);
  // An embedded secret has no store that could take them.
  if (store && missing.length > 0) {
    throw new ConflictError(
      `the KeyValueStore ${name} got a cut-off meanwhile; run the command again: it copies it`,
    );
  }
  await retryWhileInUse(
    session,
    `the KeyValueStore ${name}, which another function may read`,
    () => (theirs ? deleteStore(session.aws, name, theirs.etag) : Promise.resolve()),
  );
}
