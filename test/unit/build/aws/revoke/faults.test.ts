import { describe, expect, it } from 'vitest';
import type { RevokeRequest } from '../../../../../build/aws/revoke/request.js';
import { revoke } from '../../../../../build/aws/revoke/revoke.js';
import { verdicts, writes } from '../edge-site.js';
import { atEveryChange, FAULTS, type FaultCase, injectFault, listFaultCases } from '../faults.js';
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

const EXPIRED = String(START - DAY - 1);

const OLD = tokenIssuedAt(START - 60, 'alice');

const NEW = tokenIssuedAt(START + LEEWAY + 1, 'alice');

/** A revocation, the entries before it and the entries after it. */
interface Case {
  readonly request: RevokeRequest;
  readonly begin: Record<string, string>;
  readonly end: Record<string, string>;
}

const CASES: readonly Case[] = [
  {
    request: { kind: 'user', userId: 'alice' },
    begin: {},
    end: { token_secret: RING, [userKey('alice')]: String(START + LEEWAY + WEEK) },
  },
  {
    request: { kind: 'everybody', before: START },
    begin: {},
    end: { token_secret: `${RING};${START + WEEK}` },
  },
  {
    request: { kind: 'lift-everybody' },
    begin: { token_secret: `${RING};${START + WEEK}` },
    end: { token_secret: RING },
  },
  {
    request: { kind: 'prune' },
    begin: { token_secret: `${RING};${EXPIRED}`, [userKey('gone')]: EXPIRED },
    end: { token_secret: RING },
  },
];

const REVOKING: readonly RevokeRequest['kind'][] = ['user', 'everybody'];

async function run(site: Site, request: RevokeRequest) {
  const result = await revoke(await site.session(CONFIG), request, { dryRun: false, confirm });
  site.output.push(JSON.stringify(result));
  return result;
}

/** Checks at every change that a token that is issued after the revocation is let in. */
function watch(site: Site): void {
  atEveryChange(site.fake, async () => expect(await verdicts(site, NEW)).toEqual(['in']));
}

/** The calls of a run without a fault. */
async function listCalls({ request, begin }: Case) {
  const site = await startSite({ entries: begin });
  await run(site, request);
  return site.fake.calls;
}

/** Runs with a mishap, and again without: then nothing is left to do. */
async function recover({ request, begin }: Case, mishap: (site: Site) => FaultCase) {
  const site = await startSite({ entries: begin });
  watch(site);
  injectFault(site.fake, mishap(site));
  await run(site, request).catch((error: Error) => site.output.push(error.message));
  site.fake.faults.clear();
  await run(site, request);
  const calls = site.fake.calls.length;
  expect((await run(site, request)).plan).toEqual([]);
  expect(writes(site, calls)).toEqual([]);
  return site;
}

describe.each(CASES)('$request.kind', { timeout: 300_000 }, (each) => {
  it('is completed by a second run after a crash or a fault at any call', async () => {
    const calls = await listCalls(each);
    expect(calls.length).toBeGreaterThan(5);
    for (const mishap of listFaultCases(calls)) {
      const site = await recover(each, () => mishap);
      expect(site.entries(), mishap.what).toEqual(each.end);
      await site.clock.sleep(31);
      expect(await verdicts(site, OLD)).toEqual([
        REVOKING.includes(each.request.kind) ? 'revoked' : 'in',
      ]);
    }
  });

  it('is completed, and keeps the changes of another writer, at any call', async () => {
    const rotated = RING.split(', ').reverse().join();
    for (const at of (await listCalls(each)).keys()) {
      const site = await recover(each, ({ fake, entries }) => ({
        what: 'a rotation and another revocation',
        at,
        isCrash: false,
        fault() {
          const suffix = entries().token_secret!.replace(/^[^;]*/, '');
          fake.stores.put(NAME, 'token_secret', rotated + suffix);
          fake.stores.put(NAME, userKey('carol'), String(START + WEEK));
        },
      }));
      expect(site.entries(), `at call ${at}`).toEqual({
        ...each.end,
        token_secret: each.end.token_secret!.replace(RING, rotated),
        [userKey('carol')]: String(START + WEEK),
      });
    }
  });

  it("is completed in one run if the SDK's own second attempt succeeds", async () => {
    for (const n of (await listCalls(each)).keys()) {
      const site = await startSite({ entries: each.begin, attempts: 3 });
      let calls = 0;
      const fault = FAULTS[n % FAULTS.length]!;
      site.fake.faults.inject(({ attempt }) => attempt === 1 && calls++ === n, fault);
      expect((await run(site, each.request)).warnings).toEqual([]);
      expect(site.entries(), `${fault} at call ${n}`).toEqual(each.end);
    }
  });
});

it('never lowers the cut-off that another revocation of the same user writes meanwhile', async () => {
  const later = String(START + 2 * WEEK);
  const [each] = CASES as [Case];
  for (const at of (await listCalls(each)).keys()) {
    const site = await startSite();
    const fault = () => site.fake.stores.put(NAME, userKey('alice'), later);
    injectFault(site.fake, { what: 'another revocation', at, fault, isCrash: false });
    await run(site, each.request);
    expect(site.entries()[userKey('alice')]).toBe(later);
  }
});
