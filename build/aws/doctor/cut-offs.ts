import { heedsCutOffs } from '../resources/functions.js';
import type { Session } from '../session.js';
import { into, known, type Look, NOTHING } from './look.js';
import type { Survey } from './survey.js';

// The most that one page holds.
const PAGE = 50;

/** The cut-offs of users, one page of them, where LIVE does not ask for any: to find one is enough. */
export async function lookForCutOffs(
  { aws }: Session,
  { live, store, content }: Survey,
): Promise<Look<readonly string[] | undefined>> {
  const running = known(live);
  // The ring is an entry too.
  if (!running || heedsCutOffs(running) || (known(content)?.items ?? 0) < 2) return NOTHING;
  return into(store, async ({ arn }) => {
    const { Items = [] } = await aws.keyValueStore.listKeys({ KvsARN: arn, MaxResults: PAGE });
    return Items.flatMap(({ Key, Value }) => (Key?.startsWith('revoked:') ? [Value ?? ''] : []));
  });
}
