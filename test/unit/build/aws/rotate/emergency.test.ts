import { expect, it } from 'vitest';
import { UsageError } from '../../../../../build/host/errors.js';
import { startBackend, tokenBy, verdicts } from './backends.js';
import {
  current,
  DAY,
  idOf,
  NAME,
  NEW,
  OLD,
  previous,
  READ,
  type SiteOptions,
  shown,
  startSite,
  TTL,
  writes,
} from './site.js';
import { endOf, INTRODUCED, PROMOTED } from './stages.js';

const MADE = { current: 'made', previous: undefined, pending: undefined, stored: 'made' };

const RING_3 = [OLD, NEW, 'ab'.repeat(32)].join();

/** Where a leak can find a secret. */
const FOUND: readonly { what: string; site: SiteOptions }[] = [
  { what: 'at rest', site: {} },
  { what: 'in the middle of a rotation', site: INTRODUCED },
  { what: 'near the end of a rotation', site: PROMOTED },
  { what: 'with a store that holds another secret', site: { stored: NEW } },
  { what: 'with a store that holds no secret', site: { stored: null } },
  { what: 'with a store that holds no usable ring', site: { stored: 'xyz' } },
  {
    what: 'in a ring that tells nothing',
    site: { versions: [current('a', RING_3)], stored: RING_3 },
  },
  {
    what: 'beside a version that waits for another tool',
    site: {
      versions: [
        previous('a', NEW),
        { id: 'b', text: NEW, labels: ['AWSPENDING'] },
        current('c', OLD),
      ],
    },
  },
];

it.each(FOUND)('replaces every secret, $what', async ({ site: options }) => {
  const site = await startSite(options);
  const { ring, next, live } = await site.run({ emergency: true });
  expect(endOf(site)).toEqual(MADE);
  expect(shown(site).stored).toBe(shown(site).current);
  expect({ secrets: ring.length, next, live }).toEqual({ secrets: 1, next: null, live: 'checked' });
  expect(idOf(site)).toMatch(/^pocket-spa-auth-emergency-[0-9a-f]{12}$/);
  // The edge goes on as it should.
  await site.clock.sleep(60);
  expect(await verdicts(site, tokenBy(OLD, site))).toEqual(['bad_signature']);
  expect(await verdicts(site, tokenBy(shown(site).current!, site))).toEqual(['in']);
});

it('costs what it says: backends sign with the leaked secret until they read again', async () => {
  const site = await startSite();
  const backend = startBackend(site);
  await backend.ring();
  await site.run({ emergency: true });
  await site.clock.sleep(60);
  const { generateToken } = await import('../../../../../signer/index.js');
  const token = async () =>
    generateToken('ada', { secret: await backend.ring(), now: site.clock.now() });
  expect(await verdicts(site, await token())).toEqual(['bad_signature']);
  await site.clock.sleep(TTL);
  expect(await verdicts(site, await token())).toEqual(['in']);
});

it('changes nothing where nobody agrees', async () => {
  const site = await startSite();
  const refuse = new UsageError('no');
  const confirm = () => Promise.reject(refuse);
  await expect(site.run({ emergency: true, confirm })).rejects.toBe(refuse);
  expect(writes(site)).toEqual([]);
});

it('shows the plan and changes nothing', async () => {
  const site = await startSite();
  const { plan, done } = await site.run({ emergency: true, dryRun: true });
  expect(plan.map(({ id }) => id)).toEqual([
    'replace-pending',
    'replace-store',
    'replace-current',
    'drop-previous',
    'drop-pending',
  ]);
  expect({ done, writes: writes(site) }).toEqual({ done: [], writes: [] });
});

it('is not done twice within a day, unless it is asked for', async () => {
  const site = await startSite();
  await site.run({ emergency: true });
  const first = shown(site);
  await site.clock.sleep(DAY - 60);
  expect(await site.run({ emergency: true })).toMatchObject({ plan: [] });
  expect(shown(site)).toEqual(first);
  await site.run({ emergency: true, begin: true });
  expect(endOf(site)).toEqual(MADE);
  expect(shown(site).current).not.toBe(first.current);
});

it.each([{ emergency: true }, { continue: true }, {}])(
  'is ended days after it was interrupted, and not begun anew, by a run with %j',
  async (options) => {
    const site = await startSite();
    const { faults } = site.fake;
    faults.at(({ operation }) => operation === 'UpdateSecretVersionStage', 'lost-response');
    await expect(site.run({ emergency: true })).rejects.toThrow('UpdateSecretVersionStage');
    const { current: made } = shown(site);
    await site.clock.sleep(3 * DAY);
    await site.run({ ...options, confirm: () => Promise.reject(new Error('was asked again')) });
    expect(shown(site)).toMatchObject({ previous: undefined, pending: undefined });
    expect(shown(site).current!.split(',')[0]).toBe(made);
  },
);

it('is not held up by the rotation that ended just before', async () => {
  const site = await startSite(PROMOTED);
  await site.run();
  await site.run({ emergency: true });
  expect(endOf(site)).toEqual(MADE);
});

it('is followed by an ordinary rotation', async () => {
  const site = await startSite();
  await site.run({ emergency: true });
  await site.run({ begin: true });
  await site.clock.sleep(READ);
  expect(await site.run()).toMatchObject({ phase: 'promoted' });
});

it('leaves the other fields of a JSON secret as they are', async () => {
  const text = JSON.stringify({ PORT: 1, TOKEN: OLD });
  const config = { deploy: { secretKey: 'TOKEN' } };
  const site = await startSite({ config, versions: [current('a', text)] });
  await site.run({ emergency: true });
  const { stored } = shown(site);
  expect(JSON.parse(shown(site).current!)).toEqual({ PORT: 1, TOKEN: stored });
  expect(site.fake.secrets.all.get(NAME)!.versions.size).toBe(2);
});
