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
  WEEK,
  writes,
} from './site.js';

const ALICE: RevokeRequest = { kind: 'user', userId: 'alice' };

const RUN_OUT = String(START - DAY - 1);

const IN_FORCE = String(START - DAY);

async function run(site: Site, wish: RevokeRequest, config = CONFIG) {
  return revoke(await site.session(config), wish, { dryRun: false });
}

/** Cut-offs of users that differ. */
function cutOffs(count: number, value: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [keyOf(`user ${i} ${value}`), value]),
  );
}

describe('pruning', () => {
  it('goes with every revocation, which comes first', async () => {
    const site = await startSite({ entries: { ...cutOffs(3, RUN_OUT), ...cutOffs(2, IN_FORCE) } });
    const { done, pruned, content } = await run(site, ALICE);
    expect(done.map(({ id }) => id)).toEqual(['cut-off-user', 'prune-users']);
    expect({ pruned, items: content?.items }).toEqual({ pruned: 3, items: 4 });
    expect(site.entries()).toEqual({
      token_secret: RING,
      ...cutOffs(2, IN_FORCE),
      [keyOf('alice')]: String(START + LEEWAY + WEEK),
    });
    expect(writes(site)).toEqual(['PutKey', 'UpdateKeys']);
  });

  it('deletes nothing but cut-offs', async () => {
    const others = {
      other: RUN_OUT,
      'revoked:': RUN_OUT,
      [`revoked:${'A'.repeat(64)}`]: RUN_OUT,
      [`xrevoked:${'a'.repeat(64)}`]: RUN_OUT,
      [keyOf('by hand')]: 'forever',
      [keyOf('nothing')]: '',
    };
    const site = await startSite({ entries: others });
    expect(await run(site, { kind: 'prune' })).toMatchObject({ plan: [], pruned: 0 });
    expect(site.entries()).toEqual({ token_secret: RING, ...others });
  });

  it("takes everybody's cut-off away too, and leaves the ring as it is", async () => {
    const site = await startSite({ entries: { token_secret: `${RING};${RUN_OUT}` } });
    const { done, pruned } = await run(site, { kind: 'prune' });
    expect(done.map(({ id }) => id)).toEqual(['prune-everybody']);
    expect(pruned).toBe(1);
    expect(site.entries()).toEqual({ token_secret: RING });
  });

  it('heeds the tolerance, and goes on where the configuration no longer has revocation', async () => {
    const site = await startSite({ entries: cutOffs(1, RUN_OUT) });
    expect((await run(site, { kind: 'prune' }, { clockTolerance: 1 })).pruned).toBe(0);
    expect((await run(site, { kind: 'prune' }, {})).pruned).toBe(1);
  });

  it('leaves a large store alone until it is asked for, then takes 50 a call', async () => {
    const site = await startSite({ entries: cutOffs(620, RUN_OUT) });
    const { done, content } = await run(site, ALICE);
    expect(done.map(({ id }) => id)).toEqual(['cut-off-user']);
    expect(content?.items).toBe(622);
    expect(site.fake.calls.some(({ operation }) => operation === 'ListKeys')).toBe(false);

    const calls = site.fake.calls.length;
    expect(await run(site, { kind: 'prune' })).toMatchObject({
      pruned: 620,
      content: { items: 2 },
    });
    expect(writes(site, calls)).toEqual(Array(13).fill('UpdateKeys'));
    expect(Object.keys(site.entries())).toEqual(['token_secret', keyOf('alice')]);
    expect((await run(site, { kind: 'prune' })).plan).toEqual([]);
  });

  it('never takes a cut-off that was raised meanwhile', async () => {
    const site = await startSite({ entries: cutOffs(120, RUN_OUT) });
    // Keys come in their order, so this one is of the last call.
    const raised = Object.keys(cutOffs(120, RUN_OUT)).sort().at(-1)!;
    let isRaised = false;
    // After the first call has taken its keys, and before its answer goes out.
    site.fake.onStep(() => {
      if (isRaised || !writes(site).includes('UpdateKeys')) {
        return;
      }
      isRaised = true;
      site.fake.stores.put(NAME, raised, String(START + WEEK));
    });
    expect(await run(site, { kind: 'prune' })).toMatchObject({ pruned: 119 });
    expect(site.entries()).toEqual({ token_secret: RING, [raised]: String(START + WEEK) });
  });

  it('that comes to grief is told, and the revocation has been done', async () => {
    const site = await startSite({ entries: cutOffs(1, RUN_OUT) });
    site.fake.faults.at(({ operation }) => operation === 'ListKeys', 'error500');
    const { done, warnings } = await run(site, ALICE);
    expect(done.map(({ id }) => id)).toEqual(['cut-off-user']);
    expect(warnings).toEqual([
      expect.stringMatching(/^what has run out was not removed: .*ListKeys/),
    ]);
    expect(site.entries()[keyOf('alice')]).toBe(String(START + LEEWAY + WEEK));
  });
});

describe('a store that is full', () => {
  it('says what to do, exit 4', async () => {
    const large = Object.fromEntries(
      Array.from({ length: 5050 }, (_, i) => [`x${i}`, 'y'.repeat(1024)]),
    );
    const site = await startSite({ entries: large });
    const fill = 5 * 1024 * 1024 - sizeOf(site.entries()) - 'fill'.length;
    for (let left = fill, i = 0; left > 0; left -= 1024, i++) {
      site.fake.stores.put(NAME, `f${i}`, 'y'.repeat(Math.min(1024, left)));
    }
    await expect(run(site, ALICE)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/full.*5 MB.*revoke --prune.*--all-before now/),
    });
    expect(site.entries()[keyOf('alice')]).toBeUndefined();
  });
});

function sizeOf(entries: Record<string, string>): number {
  return Object.entries(entries).reduce((sum, [k, v]) => sum + k.length + v.length, 0);
}
