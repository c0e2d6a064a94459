import { describe, expect, it } from 'vitest';
import type { RevokeRequest } from '../../../../../build/aws/revoke/request.js';
import { revoke } from '../../../../../build/aws/revoke/revoke.js';
import { verdicts, writes } from '../edge-site.js';
import {
  CONFIG,
  confirm,
  DAY,
  LEEWAY,
  NAME,
  RING,
  type Site,
  START,
  startSite,
  tokenIssuedAt,
  userKey,
  WEEK,
} from './site.js';

const ALICE: RevokeRequest = { kind: 'user', userId: 'alice@example.com' };

async function run(
  site: Site,
  request: RevokeRequest,
  options: { maxAge?: number; dryRun?: boolean } = {},
) {
  const { maxAge, dryRun = false } = options;
  return revoke(await site.session(CONFIG), request, { maxAge, dryRun, confirm });
}

describe('revoking a user', () => {
  it('refuses the tokens that the user was issued until then, and no others', async () => {
    const site = await startSite();
    const before = tokenIssuedAt(START, 'alice@example.com');
    const bob = tokenIssuedAt(START, 'bob');
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
      [userKey('alice@example.com')]: String(START + LEEWAY + WEEK),
    });
    await site.clock.sleep(31);
    expect(await verdicts(site, before)).toEqual(['revoked']);
    const atLeeway = tokenIssuedAt(START + LEEWAY, 'alice@example.com');
    expect(await verdicts(site, atLeeway)).toEqual(['revoked']);
    expect(await verdicts(site, tokenIssuedAt(START + LEEWAY + 1, 'alice@example.com'))).toEqual([
      'in',
    ]);
    expect(await verdicts(site, bob)).toEqual(['in']);
  });

  it('shows the user id neither in the store nor in the progress', async () => {
    const site = await startSite();
    await run(site, ALICE);
    expect(JSON.stringify(site.entries())).not.toContain('alice');
    expect(site.output.join()).not.toContain('alice');
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
    expect(site.entries()[userKey('alice@example.com')]).toBe(String(START + 60 + LEEWAY + WEEK));
  });

  it('only plans with dryRun', async () => {
    const site = await startSite({ entries: { [userKey('bob')]: '5' } });
    const { plan, done } = await run(site, ALICE, { dryRun: true });
    expect(plan.map(({ id }) => id)).toEqual(['cut-off-user', 'prune-users']);
    expect(done).toEqual([]);
    expect(writes(site)).toEqual([]);
  });

  it('can be lifted', async () => {
    const site = await startSite();
    const token = tokenIssuedAt(START, 'alice@example.com');
    await run(site, ALICE);
    const lift: RevokeRequest = { kind: 'lift', userId: 'alice@example.com' };
    expect((await run(site, lift)).done).toMatchObject([{ id: 'lift-user' }]);
    expect(site.entries()).toEqual({ token_secret: RING });
    await site.clock.sleep(31);
    expect(await verdicts(site, token)).toEqual(['in']);
    expect((await run(site, lift)).plan).toEqual([]);
  });

  it('refuses an id that no token can contain, without a call', async () => {
    const site = await startSite();
    await expect(run(site, { kind: 'user', userId: 'a:b' })).rejects.toThrow(RangeError);
    expect(site.fake.calls).toEqual([]);
  });
});

describe('revoking everybody', () => {
  it('refuses the tokens issued up to the time, and keeps the ring byte for byte', async () => {
    const site = await startSite();
    const yesterday = START - DAY;
    const old = tokenIssuedAt(yesterday, 'bob');
    const newer = tokenIssuedAt(yesterday + 1, 'bob');
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

  it('has nothing to do if all those tokens have expired', async () => {
    const site = await startSite();
    const { plan, cutOff } = await run(site, { kind: 'everybody', before: START - WEEK - 1 });
    expect({ plan, cutOff }).toEqual({ plan: [], cutOff: undefined });
    expect(writes(site)).toEqual([]);
    expect((await run(site, { kind: 'everybody', before: START - WEEK })).done).toHaveLength(1);
  });

  it('refuses a time in the future', async () => {
    const site = await startSite();
    await expect(run(site, { kind: 'everybody', before: START + 61 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('61 s from now'),
    });
    expect((await run(site, { kind: 'everybody', before: START + 60 })).done).toHaveLength(1);
  });

  it.each(['soon', '', '1.5', `${START + WEEK} or so`, '9'.repeat(17)])(
    'replaces %j, which is invalid and refuses everybody',
    async (invalid) => {
      const site = await startSite({ entries: { token_secret: `${RING};${invalid}` } });
      const later = tokenIssuedAt(START + 60, 'bob');
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
    // `deploy` asks for it before it puts a function LIVE that reads cut-offs.
    ['soon', {}],
  ])('can be lifted if its text is %j', async (invalid, live) => {
    const site = await startSite({ entries: { token_secret: `${RING};${invalid}` }, live });
    const lift: RevokeRequest = { kind: 'lift-everybody' };
    expect((await run(site, lift)).done).toMatchObject([{ id: 'lift-everybody' }]);
    expect(site.entries()).toEqual({ token_secret: RING });
    await site.clock.sleep(31);
    expect(await verdicts(site, tokenIssuedAt(START, 'bob'))).toEqual(['in']);
    expect((await run(site, lift)).plan).toEqual([]);
  });

  it('is refused if there is no token_secret', async () => {
    const site = await startSite();
    site.fake.stores.delete(NAME, 'token_secret');
    await expect(run(site, { kind: 'everybody', before: 'now' })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('already; first: npx pocket-spa-auth deploy'),
    });
    expect(site.entries()).toEqual({});
  });
});

describe('a cut-off that nothing would read is not written', () => {
  it('if revocation is off in the configuration: exit 2', async () => {
    const site = await startSite();
    const session = await site.session({});
    await expect(revoke(session, ALICE, { dryRun: false, confirm })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('"revocation": true'),
    });
    expect(site.fake.calls).toEqual([]);
  });

  it.each([
    ['was built without revocation', {}],
    ['reads no KeyValueStore', null],
    ['was not created by pocket-spa-auth', 'function handler(e) { return "revoked:"; }'],
    ['is not LIVE', undefined],
  ] as const)('if the function %s: exit 4', async (text, live) => {
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
      message: expect.stringContaining(text),
    });
    expect(writes(site)).toEqual([]);
  });
});
