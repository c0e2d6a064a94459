import { expect, it } from 'vitest';
import type { RevokeRequest } from '../../../../../build/aws/revoke/request.js';
import { revoke } from '../../../../../build/aws/revoke/revoke.js';
import { tellTime } from '../clock-skew.js';
import {
  CONFIG,
  DAY,
  keyOf,
  LEEWAY,
  RING,
  START,
  startSite,
  tokenOf,
  verdicts,
  WEEK,
} from './site.js';

const ALICE: RevokeRequest = { kind: 'user', userId: 'alice' };

/** Revokes on a machine whose clock differs from AWS's by so many seconds. */
async function revokeAhead(
  seconds: number,
  wish: RevokeRequest,
  entries: Record<string, string> = {},
) {
  const site = await startSite({ entries });
  const session = await site.session(CONFIG);
  tellTime(session.aws, START);
  const clock = { now: () => START + seconds, sleep: site.clock.sleep };
  const result = await revoke({ ...session, clock }, wish, { dryRun: false });
  return { site, ...result };
}

it.each([
  [0, []],
  [30, []],
  [-30, []],
  [600, [/^this machine's clock is 600 s ahead of AWS's: AWS's time was taken; set the clock/]],
  [-600, [/^this machine's clock is 600 s behind AWS's: AWS's time was taken; set the clock/]],
])('a machine that is %i s ahead leaves no token of before, and says so', async (seconds, told) => {
  const before = tokenOf('alice', START + LEEWAY);
  const { site, warnings } = await revokeAhead(seconds, ALICE);
  expect(warnings).toEqual(told.map((text) => expect.stringMatching(text)));
  await site.clock.sleep(31);
  expect(await verdicts(site, before)).toEqual(['revoked']);
});

it('a machine that is hours ahead shuts nobody out for as long', async () => {
  const { site } = await revokeAhead(6 * 3600, { kind: 'everybody', before: 'now' });
  const again = tokenOf('alice', START + LEEWAY + 1);
  await site.clock.sleep(60);
  expect(await verdicts(site, again)).toEqual(['in']);
});

it.each([30, -30])('one that is %i s ahead is taken for a backend too', async (seconds) => {
  const machines = tokenOf('alice', START + seconds + LEEWAY);
  const { site } = await revokeAhead(seconds, ALICE);
  await site.clock.sleep(31);
  expect(await verdicts(site, machines)).toEqual(['revoked']);
});

it('a time that somebody named is taken as it is, on whatever clock', async () => {
  const { site, warnings } = await revokeAhead(-600, { kind: 'everybody', before: START });
  expect(warnings).toEqual([]);
  expect(site.entries()).toEqual({ token_secret: `${RING};${START + WEEK}` });
});

it.each([-3 * DAY, 3 * DAY])(
  'a machine that is %i s ahead takes nothing away that AWS has not seen run out',
  async (seconds) => {
    const inForce = { [keyOf('carol')]: String(START) };
    const { site, pruned } = await revokeAhead(seconds, { kind: 'prune' }, inForce);
    expect(pruned).toBe(0);
    expect(site.entries()).toEqual({ token_secret: RING, ...inForce });
  },
);

it('a machine that is days ahead does not take a cut-off for needless', async () => {
  const before = START - WEEK + DAY;
  const { done } = await revokeAhead(3 * DAY, { kind: 'everybody', before });
  expect(done).toMatchObject([{ id: 'cut-off-everybody' }]);
});
