import { expect, it } from 'vitest';
import { UsageError } from '../../../../../build/host/errors.js';
import { generateToken } from '../../../../../signer/index.js';
import { verdicts, writes } from '../edge-site.js';
import { startBackend, tokenSignedWith } from './backends.js';
import {
  current,
  DAY,
  findVersionId,
  jsonSecret,
  NAME,
  NEW,
  namedSnapshot,
  OLD,
  previous,
  READ,
  type SiteOptions,
  snapshot,
  startSite,
  TTL,
} from './site.js';
import { RING } from './strategies.js';

const MADE = { current: 'made', previous: undefined, pending: undefined, stored: 'made' };

const RING_3 = [OLD, NEW, 'ab'.repeat(32)].join();

/** States in which a secret can leak. */
const STATES: readonly { what: string; site: SiteOptions }[] = [
  { what: 'at rest', site: {} },
  { what: 'in the middle of a rotation', site: RING.introduced },
  { what: 'near the end of a rotation', site: RING.promoted },
  { what: 'with a store that holds another secret', site: { stored: NEW } },
  { what: 'with a store that holds no secret', site: { stored: null } },
  { what: 'with a store that holds an unusable ring', site: { stored: 'xyz' } },
  {
    what: 'in a ring made by hand',
    site: { versions: [current('a', RING_3)], stored: RING_3 },
  },
  {
    what: 'beside a pending version of another tool',
    site: {
      versions: [
        previous('a', NEW),
        { id: 'b', text: NEW, labels: ['AWSPENDING'] },
        current('c', OLD),
      ],
    },
  },
];

it.each(STATES.map(({ what, site }) => [what, site] as const))(
  'replaces every secret %s',
  async (_, options) => {
    const site = await startSite(options);
    const { ring, next, live } = await site.run({ emergency: true });
    expect(namedSnapshot(site)).toEqual(MADE);
    expect(snapshot(site).stored).toBe(snapshot(site).current);
    expect({ secrets: ring.length, next, live }).toEqual({
      secrets: 1,
      next: null,
      live: 'checked',
    });
    expect(findVersionId(site)).toMatch(/^pocket-spa-auth-emergency-[0-9a-f]{12}$/);
    await site.clock.sleep(60);
    expect(await verdicts(site, tokenSignedWith(OLD, site))).toEqual(['bad_signature']);
    expect(await verdicts(site, tokenSignedWith(snapshot(site).current!, site))).toEqual(['in']);
  },
);

it('leaves backends signing with the leaked secret until they read it again', async () => {
  const site = await startSite();
  const backend = startBackend(site);
  await backend.ring();
  await site.run({ emergency: true });
  await site.clock.sleep(60);
  const token = async () =>
    generateToken('ada', { secret: await backend.ring(), now: site.clock.now() });
  expect(await verdicts(site, await token())).toEqual(['bad_signature']);
  await site.clock.sleep(TTL);
  expect(await verdicts(site, await token())).toEqual(['in']);
});

it('changes nothing if the user does not agree', async () => {
  const site = await startSite();
  const refuse = new UsageError('no');
  const confirm = () => Promise.reject(refuse);
  await expect(site.run({ emergency: true, confirm })).rejects.toBe(refuse);
  expect(writes(site)).toEqual([]);
});

it('shows the plan of an emergency and changes nothing, with dryRun', async () => {
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

it('replaces the secret only once a day, unless it is told to begin', async () => {
  const site = await startSite();
  await site.run({ emergency: true });
  const first = snapshot(site);
  await site.clock.sleep(DAY - 60);
  expect(await site.run({ emergency: true })).toMatchObject({ plan: [] });
  expect(snapshot(site)).toEqual(first);
  await site.run({ emergency: true, begin: true });
  expect(namedSnapshot(site)).toEqual(MADE);
  expect(snapshot(site).current).not.toBe(first.current);
});

it.each([{ emergency: true }, { continue: true }, {}])(
  'is completed days after it was interrupted, with the same secret, by a run with %j',
  async (options) => {
    const site = await startSite();
    const { faults } = site.fake;
    faults.inject(({ operation }) => operation === 'UpdateSecretVersionStage', 'lost-response');
    await expect(site.run({ emergency: true })).rejects.toThrow('UpdateSecretVersionStage');
    const { current: made } = snapshot(site);
    await site.clock.sleep(3 * DAY);
    await site.run({ ...options, confirm: () => Promise.reject(new Error('was asked again')) });
    expect(snapshot(site)).toMatchObject({ previous: undefined, pending: undefined });
    expect(snapshot(site).current!.split(',')[0]).toBe(made);
  },
);

it('replaces the secret right after a rotation has ended', async () => {
  const site = await startSite(RING.promoted);
  await site.run();
  await site.run({ emergency: true });
  expect(namedSnapshot(site)).toEqual(MADE);
});

it('allows an ordinary rotation afterwards', async () => {
  const site = await startSite();
  await site.run({ emergency: true });
  await site.run({ begin: true });
  await site.clock.sleep(READ);
  expect(await site.run()).toMatchObject({ phase: 'promoted' });
});

it('keeps the other fields of a JSON secret', async () => {
  const text = jsonSecret(OLD, 1);
  const config = { deploy: { secretKey: 'TOKEN' } };
  const site = await startSite({ config, versions: [current('a', text)] });
  await site.run({ emergency: true });
  const { stored } = snapshot(site);
  expect(JSON.parse(snapshot(site).current!)).toEqual({ PORT: 1, TOKEN: stored });
  expect(site.fake.secrets.all.get(NAME)!.versions.size).toBe(2);
});
