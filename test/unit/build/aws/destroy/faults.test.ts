import { describe, expect, it } from 'vitest';
import { destroy } from '../../../../../build/aws/destroy/destroy.js';
import { arrange, atEveryChange, BRISK, FAULTS, type Mishap, mishaps } from '../faults.js';
import { CONFIG, leftIn, NAME, restOf, SECRET_ID, type Site, startSite, writes } from './site.js';

async function run(site: Site) {
  const session = await site.session(CONFIG, 'dev');
  const result = await destroy(session, { secret: true, dryRun: false, confirm: async () => {} });
  site.said.push(JSON.stringify(result));
  return result;
}

/** Nobody meets a function that is gone or has lost its secret: a viewer is sent to log in, or met by no function any more. */
function watch(site: Site): void {
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

// Worth a MAC, so that the function has to read its secret.
const TOKEN = { 'pocket-spa-token': { value: `a:9999999999:${'0'.repeat(64)}` } };

async function callsOf() {
  const site = await startSite({ propagation: BRISK });
  await run(site);
  return site.fake.calls;
}

/** Runs with a mishap, and again without: then the stage is gone, and nothing else is. */
async function recover(mishap: (site: Site) => Mishap) {
  const site = await startSite({ propagation: BRISK });
  const { what } = mishap(site);
  watch(site);
  arrange(site.fake, mishap(site));
  await run(site).catch((error: Error) => site.said.push(error.message));
  site.fake.faults.clear();
  // A run of its own, later: what was under way is still under way.
  await run(site);
  const rest = restOf(site);
  expect(leftIn(site), what).toEqual({ ...rest, secrets: [`${SECRET_ID}, for 30 days`] });
  const calls = site.fake.calls.length;
  expect((await run(site)).plan, what).toEqual([]);
  expect(writes(site, calls), what).toEqual([]);
}

describe('destroy', { timeout: 60_000 }, () => {
  it('ends right after a crash or a fault at any call', async () => {
    for (const mishap of mishaps(await callsOf())) {
      await recover(() => mishap);
    }
  });

  it('ends right where somebody attaches it again meanwhile', async () => {
    const calls = await callsOf();
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

  it('is done in one run where the SDK tries again by itself', async () => {
    for (const n of (await callsOf()).keys()) {
      const site = await startSite({ attempts: 3, propagation: BRISK });
      let calls = 0;
      const fault = FAULTS[n % FAULTS.length]!;
      site.fake.faults.at(({ attempt }) => attempt === 1 && calls++ === n, fault);
      await run(site);
      expect(leftIn(site).functions, `${fault} at call ${n}`).toEqual(['other']);
      expect(leftIn(site).stores).toEqual(['pocket-spa-auth-prd']);
    }
  });
});

/** As another program would: the distribution's whole configuration, with a new ETag. */
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
