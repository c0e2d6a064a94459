import { describe, expect, it } from 'vitest';
import { destroy } from '../../../../../build/aws/destroy/destroy.js';
import {
  atEveryChange,
  FAST_PROPAGATION,
  FAULTS,
  type FaultCase,
  injectFault,
  listFaultCases,
} from '../faults.js';
import {
  CONFIG,
  expectedRemains,
  listResources,
  listWrites,
  NAME,
  SECRET_ID,
  type Site,
  startSite,
} from './site.js';

async function run(site: Site) {
  const session = await site.session(CONFIG, 'dev');
  const result = await destroy(session, { secret: true, dryRun: false, confirm: async () => {} });
  site.output.push(JSON.stringify(result));
  return result;
}

/**
 * Checks at every change that no edge location runs a function that is deleted or has no secret.
 */
function checkEdge(site: Site): void {
  const { edge } = site.fake;
  atEveryChange(site.fake, async () => {
    for (const [id, uri] of [
      [site.first, '/app/a'],
      [site.second, '/a'],
    ] as const) {
      for (const output of await edge.everywhere(id, { uri, cookies: TOKEN })) {
        const reason = 'uri' in output ? 'open' : output.headers?.['x-spa-auth-reason']?.value;
        expect(['open', 'bad_signature']).toContain(reason);
      }
    }
  });
}

// Well-formed and not expired, so that the function has to read its secret.
const TOKEN = { 'pocket-spa-token': { value: `a:9999999999:${'0'.repeat(64)}` } };

async function recordCalls() {
  const site = await startSite({ propagation: FAST_PROPAGATION });
  await run(site);
  return site.fake.calls;
}

/** Runs with a fault, then without: then everything of the stage is gone, and nothing else. */
async function recover(faultCase: (site: Site) => FaultCase) {
  const site = await startSite({ propagation: FAST_PROPAGATION });
  const { what } = faultCase(site);
  checkEdge(site);
  injectFault(site.fake, faultCase(site));
  await run(site).catch((error: Error) => site.output.push(error.message));
  site.fake.faults.clear();
  // A new run, which starts while earlier changes are still in progress.
  await run(site);
  const rest = expectedRemains(site);
  expect(listResources(site), what).toEqual({ ...rest, secrets: [`${SECRET_ID}, for 30 days`] });
  const calls = site.fake.calls.length;
  expect((await run(site)).plan, what).toEqual([]);
  expect(listWrites(site, calls), what).toEqual([]);
}

describe('destroy', { timeout: 300_000 }, () => {
  it('reaches its goal in a second run after a crash or a fault at any call', async () => {
    for (const faultCase of listFaultCases(await recordCalls())) {
      await recover(() => faultCase);
    }
  });

  it('reaches its goal if somebody attaches the function again before any call', async () => {
    const calls = await recordCalls();
    const last = calls.findIndex(({ operation }) => operation === 'DeleteFunction');
    for (let at = 0; at <= last; at++) {
      await recover(({ fake, foreign }) => ({
        what: `attached at call ${at + 1}`,
        at,
        isCrash: false,
        fault: () => attachByHand(fake, foreign),
      }));
    }
  });

  it('reaches its goal in one run if the SDK retries', async () => {
    for (const n of (await recordCalls()).keys()) {
      const site = await startSite({ attempts: 3, propagation: FAST_PROPAGATION });
      let calls = 0;
      const fault = FAULTS[n % FAULTS.length]!;
      site.fake.faults.inject(({ attempt }) => attempt === 1 && calls++ === n, fault);
      await run(site);
      expect(listResources(site).functions, `${fault} at call ${n}`).toEqual(['other']);
      expect(listResources(site).stores).toEqual(['pocket-spa-auth-prd']);
    }
  });
});

/** Attaches the function as another program would: with a new configuration and a new ETag. */
function attachByHand({ cloudfront }: Site['fake'], id: string): void {
  const found = cloudfront.distributions.get(id)!;
  const { arn } = cloudfront.functions.get(NAME)!;
  const default_ = found.config.DefaultCacheBehavior!;
  const others = default_.FunctionAssociations!.Items!;
  const items = [...others, { FunctionARN: arn, EventType: 'viewer-request' as const }];
  const config = {
    ...found.config,
    DefaultCacheBehavior: {
      ...default_,
      FunctionAssociations: { Quantity: items.length, Items: items },
    },
  };
  found.configs.set(config, Number.NEGATIVE_INFINITY);
  found.etag = `${found.etag}X`;
}
