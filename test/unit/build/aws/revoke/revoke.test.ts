import { describe, expect, it } from 'vitest';
import type { RevokeRequest } from '../../../../../build/aws/revoke/request.js';
import { revoke } from '../../../../../build/aws/revoke/revoke.js';
import {
  CONFIG,
  DAY,
  keyOf,
  LEEWAY,
  NAME,
  RING,
  type Site,
  START,
  startSite,
  tokenOf,
  verdicts,
  WEEK,
  writes,
} from './site.js';

const ALICE: RevokeRequest = { kind: 'user', userId: 'alice@example.com' };

async function run(
  site: Site,
  wish: RevokeRequest,
  options: { maxAge?: number; dryRun?: boolean } = {},
) {
  const { maxAge, dryRun = false } = options;
  return revoke(await site.session(CONFIG), wish, { maxAge, dryRun });
}

describe('revoking a user', () => {
  it('refuses the tokens issued until then, and those alone', async () => {
    const site = await startSite();
    const before = tokenOf('alice@example.com', START);
    const bob = tokenOf('bob', START);
    expect(await verdicts(site, before)).toEqual(['in']);
    expect(await run(site, ALICE)).toMatchObject({
      issuedUpTo: START + LEEWAY,
      cutOff: START + LEEWAY + WEEK,
      done: [{ id: 'cut-off-user' }],
      content: { items: 2 },
      warnings: [],
    });
    expect(site.entries()).toEqual({
      token_secret: RING,
      [keyOf('alice@example.com')]: String(START + LEEWAY + WEEK),
    });
    await site.clock.sleep(31);
    expect(await verdicts(site, before)).toEqual(['revoked']);
    const ahead = tokenOf('alice@example.com', START + LEEWAY);
    expect(await verdicts(site, ahead)).toEqual(['revoked']);
    expect(await verdicts(site, tokenOf('alice@example.com', START + LEEWAY + 1))).toEqual(['in']);
    expect(await verdicts(site, bob)).toEqual(['in']);
  });

  it('names nobody in the store or on the way', async () => {
    const site = await startSite();
    await run(site, ALICE);
    expect(JSON.stringify(site.entries())).not.toContain('alice');
    expect(site.said.join()).not.toContain('alice');
  });

  it('never lowers a cut-off', async () => {
    const site = await startSite();
    await run(site, ALICE);
    const calls = site.fake.calls.length;
    const { plan, done } = await run(site, ALICE, { maxAge: DAY });
    expect({ plan, done }).toEqual({ plan: [], done: [] });
    expect(writes(site, calls)).toEqual([]);
    await site.clock.sleep(60);
    await run(site, ALICE);
    expect(site.entries()[keyOf('alice@example.com')]).toBe(String(START + 60 + LEEWAY + WEEK));
  });

  it('only plans in a dry run', async () => {
    const site = await startSite({ entries: { [keyOf('bob')]: '5' } });
    const { plan, done } = await run(site, ALICE, { dryRun: true });
    expect(plan.map(({ id }) => id)).toEqual(['cut-off-user', 'prune-users']);
    expect(done).toEqual([]);
    expect(writes(site)).toEqual([]);
  });

  it('can be taken back', async () => {
    const site = await startSite();
    const token = tokenOf('alice@example.com', START);
    await run(site, ALICE);
    const lift: RevokeRequest = { kind: 'lift', userId: 'alice@example.com' };
    expect((await run(site, lift)).done).toMatchObject([{ id: 'lift-user' }]);
    expect(site.entries()).toEqual({ token_secret: RING });
    await site.clock.sleep(31);
    expect(await verdicts(site, token)).toEqual(['in']);
    expect((await run(site, lift)).plan).toEqual([]);
  });

  it('refuses an id that cannot stand in a token, without a call', async () => {
    const site = await startSite();
    await expect(run(site, { kind: 'user', userId: 'a:b' })).rejects.toThrow(RangeError);
    expect(site.fake.calls).toEqual([]);
  });
});

describe('revoking everybody', () => {
  it('refuses what was issued up to the time, and keeps the ring byte for byte', async () => {
    const site = await startSite();
    const yesterday = START - DAY;
    const old = tokenOf('bob', yesterday);
    const newer = tokenOf('bob', yesterday + 1);
    await run(site, { kind: 'everybody', before: yesterday });
    expect(site.entries()).toEqual({ token_secret: `${RING};${yesterday + WEEK}` });
    await site.clock.sleep(31);
    expect(await verdicts(site, old)).toEqual(['revoked']);
    expect(await verdicts(site, newer)).toEqual(['in']);
    const { issuedUpTo } = await run(site, { kind: 'everybody', before: 'now' });
    expect(issuedUpTo).toBe(START + 31 + LEEWAY);
    await site.clock.sleep(31);
    expect(await verdicts(site, newer)).toEqual(['revoked']);
  });

  it('has nothing to do where all those tokens have expired', async () => {
    const site = await startSite();
    const { plan, cutOff } = await run(site, { kind: 'everybody', before: START - WEEK - 1 });
    expect({ plan, cutOff }).toEqual({ plan: [], cutOff: undefined });
    expect(writes(site)).toEqual([]);
    expect((await run(site, { kind: 'everybody', before: START - WEEK })).done).toHaveLength(1);
  });

  it('refuses a time to come', async () => {
    const site = await startSite();
    await expect(run(site, { kind: 'everybody', before: START + 61 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('61 s from now'),
    });
    expect((await run(site, { kind: 'everybody', before: START + 60 })).done).toHaveLength(1);
  });

  it.each(['soon', '', '1.5', `${START + WEEK} or so`, '9'.repeat(17)])(
    'mends %j, which is no cut-off and refuses everybody',
    async (slip) => {
      const site = await startSite({ entries: { token_secret: `${RING};${slip}` } });
      const later = tokenOf('bob', START + 60);
      expect(await verdicts(site, later)).toEqual(['revoked']);
      await run(site, { kind: 'everybody', before: 'now' });
      expect(site.entries()).toEqual({ token_secret: `${RING};${START + LEEWAY + WEEK}` });
      await site.clock.sleep(31);
      expect(await verdicts(site, later)).toEqual(['in']);
    },
  );

  it.each([
    ['9'.repeat(16), CONFIG],
    ['soon', CONFIG],
    // As deploy needs it, before it puts the function LIVE that would heed it.
    ['soon', {}],
  ])('can be taken back, where %j stands in its place', async (slip, live) => {
    const site = await startSite({ entries: { token_secret: `${RING};${slip}` }, live });
    const lift: RevokeRequest = { kind: 'lift-everybody' };
    expect((await run(site, lift)).done).toMatchObject([{ id: 'lift-everybody' }]);
    expect(site.entries()).toEqual({ token_secret: RING });
    await site.clock.sleep(31);
    expect(await verdicts(site, tokenOf('bob', START))).toEqual(['in']);
    expect((await run(site, lift)).plan).toEqual([]);
  });

  it('says so where there is no secret', async () => {
    const site = await startSite();
    site.fake.stores.delete(NAME, 'token_secret');
    await expect(run(site, { kind: 'everybody', before: 'now' })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('as it is; first: npx pocket-spa-auth deploy'),
    });
    expect(site.entries()).toEqual({});
  });
});

describe('an entry that nobody would heed is not written', () => {
  it('where the configuration has no revocation: exit 2', async () => {
    const site = await startSite();
    const session = await site.session({});
    await expect(revoke(session, ALICE, { dryRun: false })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('"revocation": true'),
    });
    expect(site.fake.calls).toEqual([]);
  });

  it.each([
    ['was built without revocation', {}],
    ['reads no KeyValueStore', null],
    ['is not made by pocket-spa-auth', 'function handler(e) { return "revoked:"; }'],
    ['is not LIVE', undefined],
  ] as const)('where the function %s: exit 4', async (told, live) => {
    const site = await startSite({ live: typeof live === 'object' && live ? live : CONFIG });
    const { functions } = site.fake.cloudfront;
    const { code, config } = functions.get(NAME)!.DEVELOPMENT;
    (functions as Map<string, unknown>).delete(NAME);
    site.fake.cloudfront.addFunction(NAME, {
      code: typeof live === 'string' ? live : code.toString(),
      ...(live !== null && {
        store: config.KeyValueStoreAssociations!.Items![0]!.KeyValueStoreARN!,
      }),
      live: live !== undefined,
    });
    await expect(run(site, ALICE)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(told),
    });
    expect(writes(site)).toEqual([]);
  });
});
