import { describe, expect, it } from 'vitest';
import type { RevokeRequest } from '../../../../../build/aws/revoke/request.js';
import { revoke } from '../../../../../build/aws/revoke/revoke.js';
import { arrange, atEveryChange, FAULTS, type Mishap, mishaps } from '../faults.js';
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

const RUN_OUT = String(START - DAY - 1);

const OLD = tokenOf('alice', START - 60);

const NEW = tokenOf('alice', START + LEEWAY + 1);

interface Case {
  readonly wish: RevokeRequest;
  readonly begin: Record<string, string>;
  readonly end: Record<string, string>;
}

const CASES: readonly Case[] = [
  {
    wish: { kind: 'user', userId: 'alice' },
    begin: {},
    end: { token_secret: RING, [keyOf('alice')]: String(START + LEEWAY + WEEK) },
  },
  {
    wish: { kind: 'everybody', before: START },
    begin: {},
    end: { token_secret: `${RING};${START + WEEK}` },
  },
  {
    wish: { kind: 'lift-everybody' },
    begin: { token_secret: `${RING};${START + WEEK}` },
    end: { token_secret: RING },
  },
  {
    wish: { kind: 'prune' },
    begin: { token_secret: `${RING};${RUN_OUT}`, [keyOf('gone')]: RUN_OUT },
    end: { token_secret: RING },
  },
];

const REVOKES: readonly RevokeRequest['kind'][] = ['user', 'everybody'];

async function run(site: Site, wish: RevokeRequest) {
  const result = await revoke(await site.session(CONFIG), wish, { dryRun: false });
  site.said.push(JSON.stringify(result));
  return result;
}

/** At no moment is a token refused that ought to be let in. */
function watch(site: Site): void {
  atEveryChange(site.fake, async () => expect(await verdicts(site, NEW)).toEqual(['in']));
}

/** The calls of a run that goes well. */
async function callsOf({ wish, begin }: Case) {
  const site = await startSite({ entries: begin });
  await run(site, wish);
  return site.fake.calls;
}

/** Runs with a mishap, and again without: then nothing is left to do. */
async function recover({ wish, begin }: Case, mishap: (site: Site) => Mishap) {
  const site = await startSite({ entries: begin });
  watch(site);
  arrange(site.fake, mishap(site));
  await run(site, wish).catch((error: Error) => site.said.push(error.message));
  site.fake.faults.clear();
  await run(site, wish);
  const calls = site.fake.calls.length;
  expect((await run(site, wish)).plan).toEqual([]);
  expect(writes(site, calls)).toEqual([]);
  return site;
}

describe.each(CASES)('$wish.kind', { timeout: 60_000 }, (each) => {
  it('ends right after a crash or a fault at any call', async () => {
    const calls = await callsOf(each);
    expect(calls.length).toBeGreaterThan(5);
    for (const mishap of mishaps(calls)) {
      const site = await recover(each, () => mishap);
      expect(site.entries(), mishap.what).toEqual(each.end);
      await site.clock.sleep(31);
      expect(await verdicts(site, OLD)).toEqual([
        REVOKES.includes(each.wish.kind) ? 'revoked' : 'in',
      ]);
    }
  });

  it('ends right beside another writer at any call', async () => {
    const rotated = RING.split(', ').reverse().join();
    for (const at of (await callsOf(each)).keys()) {
      const site = await recover(each, ({ fake, entries }) => ({
        what: 'a rotation and another revocation in between',
        at,
        isCrash: false,
        fault() {
          const suffix = entries().token_secret!.replace(/^[^;]*/, '');
          fake.stores.put(NAME, 'token_secret', rotated + suffix);
          fake.stores.put(NAME, keyOf('carol'), String(START + WEEK));
        },
      }));
      expect(site.entries(), `at call ${at}`).toEqual({
        ...each.end,
        token_secret: each.end.token_secret!.replace(RING, rotated),
        [keyOf('carol')]: String(START + WEEK),
      });
    }
  });

  it('is done in one run where the SDK tries again by itself', async () => {
    for (const n of (await callsOf(each)).keys()) {
      const site = await startSite({ entries: each.begin, attempts: 3 });
      let calls = 0;
      const fault = FAULTS[n % FAULTS.length]!;
      site.fake.faults.at(({ attempt }) => attempt === 1 && calls++ === n, fault);
      expect((await run(site, each.wish)).warnings).toEqual([]);
      expect(site.entries(), `${fault} at call ${n}`).toEqual(each.end);
    }
  });
});

it('never lowers what another revocation of the same user wrote meanwhile', async () => {
  const later = String(START + 2 * WEEK);
  const [each] = CASES as [Case];
  for (const at of (await callsOf(each)).keys()) {
    const site = await startSite();
    const fault = () => site.fake.stores.put(NAME, keyOf('alice'), later);
    arrange(site.fake, { what: 'another revocation', at, fault, isCrash: false });
    await run(site, each.wish);
    expect(site.entries()[keyOf('alice')]).toBe(later);
  }
});
