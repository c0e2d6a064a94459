import { expect, it } from 'vitest';
import type { RevokeRequest } from '../../../../../build/aws/revoke/request.js';
import { revoke } from '../../../../../build/aws/revoke/revoke.js';
import { stubServerTime } from '../clock-skew.js';
import { verdicts } from '../edge-site.js';
import {
  CONFIG,
  confirm,
  DAY,
  LEEWAY,
  RING,
  START,
  startSite,
  tokenIssuedAt,
  userKey,
  WEEK,
} from './site.js';

const ALICE: RevokeRequest = { kind: 'user', userId: 'alice' };

/** Revokes on a machine whose clock is ahead of AWS's by so many seconds. */
async function revokeAhead(
  seconds: number,
  request: RevokeRequest,
  entries: Record<string, string> = {},
) {
  const site = await startSite({ entries });
  const session = await site.session(CONFIG);
  stubServerTime(session.aws, START);
  const clock = { now: () => START + seconds, sleep: site.clock.sleep };
  const result = await revoke({ ...session, clock }, request, { dryRun: false, confirm });
  return { site, ...result };
}

it.each([
  [0, []],
  [30, []],
  [-30, []],
  [600, [/^this machine's clock is 600 s ahead of AWS's: AWS's time was used; set the clock/]],
  [-600, [/^this machine's clock is 600 s behind AWS's: AWS's time was used; set the clock/]],
])(
  'refuses earlier tokens if the clock is %i s ahead, and warns if it is wrong',
  async (seconds, texts) => {
    const before = tokenIssuedAt(START + LEEWAY, 'alice');
    const { site, warnings } = await revokeAhead(seconds, ALICE);
    expect(warnings).toEqual(texts.map((text) => expect.stringMatching(text)));
    await site.clock.sleep(31);
    expect(await verdicts(site, before)).toEqual(['revoked']);
  },
);

it('lets users log in again at once if the clock is hours ahead', async () => {
  const { site } = await revokeAhead(6 * 3600, { kind: 'everybody', before: 'now' });
  const again = tokenIssuedAt(START + LEEWAY + 1, 'alice');
  await site.clock.sleep(60);
  expect(await verdicts(site, again)).toEqual(['in']);
});

it.each([30, -30])(
  'refuses the tokens of a backend on a machine whose clock is %i s ahead',
  async (seconds) => {
    const token = tokenIssuedAt(START + seconds + LEEWAY, 'alice');
    const { site } = await revokeAhead(seconds, ALICE);
    await site.clock.sleep(31);
    expect(await verdicts(site, token)).toEqual(['revoked']);
  },
);

it('uses a given time unchanged if the clock is wrong', async () => {
  const { site, warnings } = await revokeAhead(-600, { kind: 'everybody', before: START });
  expect(warnings).toEqual([]);
  expect(site.entries()).toEqual({ token_secret: `${RING};${START + WEEK}` });
});

it.each([-3 * DAY, 3 * DAY])(
  'prunes only cut-offs that have expired by both clocks if the clock is %i s ahead',
  async (seconds) => {
    const inForce = { [userKey('carol')]: String(START) };
    const { site, pruned } = await revokeAhead(seconds, { kind: 'prune' }, inForce);
    expect(pruned).toBe(0);
    expect(site.entries()).toEqual({ token_secret: RING, ...inForce });
  },
);

it('writes a cut-off that only a clock days ahead takes for expired', async () => {
  const before = START - WEEK + DAY;
  const { done } = await revokeAhead(3 * DAY, { kind: 'everybody', before });
  expect(done).toMatchObject([{ id: 'cut-off-everybody' }]);
});
