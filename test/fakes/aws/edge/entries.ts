import { associatedStoreArn } from '../cloudfront/key-value-stores.js';
import type { Account, Entries, FakeStage } from '../state.js';
import type { History } from '../time/history.js';

/** The entries of the store that a stage is associated with; undefined without one. */
export function findEntries({ stores }: Account, stage: FakeStage): History<Entries> | undefined {
  const arn = associatedStoreArn(stage.config);
  return [...stores.values()].find((store) => store.arn === arn)?.entries;
}
