import { storeArnOf } from '../cloudfront/key-value-stores.js';
import type { Account, Entries, FakeStage } from '../state.js';
import type { History } from '../time/history.js';

/** The entries of the store that a stage is associated with; undefined without one. */
export function entriesOf({ stores }: Account, stage: FakeStage): History<Entries> | undefined {
  const arn = storeArnOf(stage.config);
  return [...stores.values()].find((store) => store.arn === arn)?.entries;
}
