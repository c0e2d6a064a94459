import { describe, expect, it } from 'vitest';
import type { RevokeRequest } from '../../../../../build/aws/revoke/request.js';
import { revoke } from '../../../../../build/aws/revoke/revoke.js';
import { writes } from '../edge-site.js';
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
  userKey,
  WEEK,
} from './site.js';

const ALICE: RevokeRequest = { kind: 'user', userId: 'alice' };

const EXPIRED = String(START - DAY - 1);

const IN_FORCE = String(START - DAY);

async function run(site: Site, request: RevokeRequest, config = CONFIG) {
  return revoke(await site.session(config), request, { dryRun: false, confirm });
}

/** Entries of this many users with the same cut-off. */
function cutOffs(count: number, value: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [userKey(`user ${i} ${value}`), value]),
  );
}

describe('pruning', () => {
  it('follows every revocation', async () => {
    const site = await startSite({ entries: { ...cutOffs(3, EXPIRED), ...cutOffs(2, IN_FORCE) } });
    const { done, pruned, content } = await run(site, ALICE);
    expect(done.map(({ id }) => id)).toEqual(['cut-off-user', 'prune-users']);
    expect({ pruned, items: content?.items }).toEqual({ pruned: 3, items: 4 });
    expect(site.entries()).toEqual({
      token_secret: RING,
      ...cutOffs(2, IN_FORCE),
      [userKey('alice')]: String(START + LEEWAY + WEEK),
    });
    expect(writes(site)).toEqual(['PutKey', 'UpdateKeys']);
  });

  it('deletes only expired cut-offs of users', async () => {
    const others = {
      other: EXPIRED,
      'revoked:': EXPIRED,
      [`revoked:${'A'.repeat(64)}`]: EXPIRED,
      [`xrevoked:${'a'.repeat(64)}`]: EXPIRED,
      [userKey('by hand')]: 'forever',
      [userKey('nothing')]: '',
    };
    const site = await startSite({ entries: others });
    expect(await run(site, { kind: 'prune' })).toMatchObject({ plan: [], pruned: 0 });
    expect(site.entries()).toEqual({ token_secret: RING, ...others });
  });

  it('removes an expired cut-off for everybody too, and keeps the ring', async () => {
    const site = await startSite({ entries: { token_secret: `${RING};${EXPIRED}` } });
    const { done, pruned } = await run(site, { kind: 'prune' });
    expect(done.map(({ id }) => id)).toEqual(['prune-everybody']);
    expect(pruned).toBe(1);
    expect(site.entries()).toEqual({ token_secret: RING });
  });

  it('respects the clock tolerance, and works without revocation in the configuration', async () => {
    const site = await startSite({ entries: cutOffs(1, EXPIRED) });
    expect((await run(site, { kind: 'prune' }, { clockTolerance: 1 })).pruned).toBe(0);
    expect((await run(site, { kind: 'prune' }, {})).pruned).toBe(1);
  });

  it('prunes a large store only with --prune, 50 entries a call', async () => {
    const site = await startSite({ entries: cutOffs(620, EXPIRED) });
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
    expect(Object.keys(site.entries())).toEqual(['token_secret', userKey('alice')]);
    expect((await run(site, { kind: 'prune' })).plan).toEqual([]);
  });

  it('never deletes a cut-off that is raised meanwhile', async () => {
    const site = await startSite({ entries: cutOffs(120, EXPIRED) });
    // Keys are listed in order, so this one is deleted by the last call.
    const raised = Object.keys(cutOffs(120, EXPIRED)).sort().at(-1)!;
    let isRaised = false;
    // After the first call has deleted its keys, and before its answer is sent.
    site.fake.onChange(() => {
      if (isRaised || !writes(site).includes('UpdateKeys')) {
        return;
      }
      isRaised = true;
      site.fake.stores.put(NAME, raised, String(START + WEEK));
    });
    expect(await run(site, { kind: 'prune' })).toMatchObject({ pruned: 119 });
    expect(site.entries()).toEqual({ token_secret: RING, [raised]: String(START + WEEK) });
  });

  it('is a warning if it fails, and the revocation is done', async () => {
    const site = await startSite({ entries: cutOffs(1, EXPIRED) });
    site.fake.faults.inject(({ operation }) => operation === 'ListKeys', 'error500');
    const { done, warnings } = await run(site, ALICE);
    expect(done.map(({ id }) => id)).toEqual(['cut-off-user']);
    expect(warnings).toEqual([
      expect.stringMatching(/^expired cut-offs were not removed: .*ListKeys/),
    ]);
    expect(site.entries()[userKey('alice')]).toBe(String(START + LEEWAY + WEEK));
  });
});

describe('a full store', () => {
  it('is an error that says what to do, exit 4', async () => {
    const large = Object.fromEntries(
      Array.from({ length: 5050 }, (_, i) => [`x${i}`, 'y'.repeat(1024)]),
    );
    const site = await startSite({ entries: large });
    const fill = 5 * 1024 * 1024 - byteSize(site.entries()) - 'fill'.length;
    for (let left = fill, i = 0; left > 0; left -= 1024, i++) {
      site.fake.stores.put(NAME, `f${i}`, 'y'.repeat(Math.min(1024, left)));
    }
    await expect(run(site, ALICE)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/full.*5 MB.*revoke --prune.*--all-before now/),
    });
    expect(site.entries()[userKey('alice')]).toBeUndefined();
  });
});

function byteSize(entries: Record<string, string>): number {
  return Object.entries(entries).reduce((sum, [k, v]) => sum + k.length + v.length, 0);
}
