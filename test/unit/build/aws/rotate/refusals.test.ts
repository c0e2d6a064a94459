import { describe, expect, it } from 'vitest';
import { type RotateOptions, rotate } from '../../../../../build/aws/rotate/rotate.js';
import { writes } from '../edge-site.js';
import {
  changePort,
  current,
  jsonSecret,
  NAME,
  NEW,
  NO_OPTIONS,
  namedSnapshot,
  OLD,
  OTHER,
  pending,
  previous,
  READ,
  type SiteOptions,
  snapshot,
  startSite,
} from './site.js';
import { LABELS, RING, rowsFor, STRATEGIES, type StrategyRow } from './strategies.js';

const FULL_RING = [OLD, NEW, OTHER, 'ab'.repeat(32)].join();

const LONG_RING = ['a1', 'b2', 'c3'].map((digits) => digits.repeat(128)).join();

const TWO_SECRETS = {
  versions: [current('a', `${OLD},${OTHER}`)],
  stored: `${OLD},${OTHER}`,
} satisfies SiteOptions;

const UNKNOWN_PURPOSE = /ring in Secrets Manager has 2 secrets.*rotate --begin/;

const NOT_SINGLE = /is a ring of 2 secrets.*end the rotation with "ring", or put the one secret/;

const LABELS_IN_PROGRESS =
  /a rotation by labels is in progress.*set deploy\.rotation back to "labels"/;

/** States in which no run may guess what to do. */
const REFUSED: readonly StrategyRow<{
  site: SiteOptions;
  options?: Partial<RotateOptions>;
  text: RegExp;
}>[] = [
  {
    what: 'a missing secret',
    ring: {
      site: { versions: [] },
      text: /no secret pocket-spa-auth in Secrets Manager.*deploy/,
    },
  },
  {
    what: 'a missing token_secret',
    ring: { site: { stored: null }, text: /holds no token_secret.*deploy/ },
  },
  {
    what: 'a store with an unusable ring',
    ring: {
      site: { stored: `${OLD},xyz` },
      text: /text of 84 characters, is not a usable key ring.*--emergency/,
    },
  },
  {
    what: 'a store that does not hold the secret that signs',
    ring: {
      site: { stored: NEW },
      text: /does not hold the secret that Secrets Manager signs with.*--emergency/,
    },
    labels: {
      site: { ...LABELS.introduced, stored: NEW },
      text: /does not hold the secret that Secrets Manager signs with.*: npx pocket-spa-auth rotate --emergency$/,
    },
  },
  {
    what: 'a store with secrets of unknown origin',
    ring: {
      site: { stored: `${OLD},${NEW},${OTHER}` },
      text: /holds secrets that Secrets Manager does not/,
    },
  },
  {
    what: 'a store with a third secret while a rotation is in progress',
    ring: {
      site: { ...RING.promoted, stored: `${NEW},${OLD},${OTHER}` },
      text: /holds secrets that Secrets Manager does not/,
    },
    labels: {
      site: { ...LABELS.promoted, stored: `${NEW},${OLD},${OTHER}` },
      text: /holds secrets that Secrets Manager does not/,
    },
  },
  {
    what: 'a ring made by hand without a previous version',
    ring: {
      site: { versions: [current('a', `${OLD},${NEW}`)], stored: `${OLD},${NEW}` },
      text: UNKNOWN_PURPOSE,
    },
  },
  {
    what: 'a ring made by hand that is the previous version too',
    ring: {
      site: {
        versions: [previous('a', `${OLD},${NEW}`), current('b', `${OLD},${NEW}`)],
        stored: `${OLD},${NEW}`,
      },
      text: UNKNOWN_PURPOSE,
    },
  },
  {
    what: 'to add a fifth secret to a ring',
    ring: {
      site: { versions: [current('a', FULL_RING)], stored: FULL_RING },
      options: { begin: true },
      text: /5 secrets and \d+ bytes; allowed: 4 and 1024/,
    },
  },
  {
    what: 'a ring that would be too long for the store',
    ring: {
      site: { versions: [current('a', LONG_RING)], stored: `${LONG_RING};${'1'.repeat(190)}` },
      options: { begin: true },
      text: /4 secrets and 1026 bytes; allowed: 4 and 1024/,
    },
  },
  {
    what: 'to begin a rotation while one is in progress',
    ring: {
      site: RING.introduced,
      options: { begin: true },
      text: /a rotation has been in progress since 2027-01-15T07:54:00.000Z.*--continue/,
    },
    labels: {
      site: LABELS.introduced,
      options: { begin: true },
      text: /a rotation has been in progress since 2027-01-15T07:54:00.000Z.*: npx pocket-spa-auth rotate --continue$/,
    },
  },
  {
    what: 'a ring as AWSCURRENT',
    labels: { site: TWO_SECRETS, text: NOT_SINGLE },
  },
  {
    what: 'a ring as AWSCURRENT, with --begin',
    labels: { site: TWO_SECRETS, options: { begin: true }, text: NOT_SINGLE },
  },
  {
    what: 'a ring as AWSCURRENT, with --continue',
    labels: { site: TWO_SECRETS, options: { continue: true }, text: NOT_SINGLE },
  },
  {
    what: 'a rotation that the other strategy has introduced',
    ring: { site: { ...LABELS.introduced, config: RING.config }, text: LABELS_IN_PROGRESS },
    labels: { site: { ...RING.introduced, config: LABELS.config }, text: NOT_SINGLE },
  },
  {
    what: 'a rotation that the other strategy has promoted',
    ring: { site: { ...LABELS.promoted, config: RING.config }, text: LABELS_IN_PROGRESS },
    labels: { site: { ...RING.promoted, config: LABELS.config }, text: NOT_SINGLE },
  },
  {
    what: 'a rotation that the other strategy has retired in the store only',
    ring: {
      site: { ...LABELS.promoted, config: RING.config, stored: NEW },
      text: LABELS_IN_PROGRESS,
    },
  },
  {
    what: 'a pending version of another tool',
    labels: {
      site: { versions: [current('a', OLD), pending('b', NEW)] },
      text: /AWSPENDING of pocket-spa-auth is on a version that rotate did not make.*: npx pocket-spa-auth rotate$/,
    },
  },
  {
    what: 'a new secret that was added by hand',
    labels: {
      site: { versions: [current('a', OLD), pending('b', NEW)], stored: `${OLD},${NEW}` },
      text: /AWSPENDING of pocket-spa-auth is on a version that rotate did not make/,
    },
  },
  {
    what: 'a secret that was replaced by hand',
    labels: {
      site: { versions: [previous('a', OLD), current('b', NEW)], stored: `${NEW},${OLD}` },
      text: /was not replaced by rotate.*once its last token has expired, remove it/,
    },
  },
];

describe.each(STRATEGIES)('with the strategy $strategy', (tested) => {
  it.each(rowsFor(tested, REFUSED))('refuses %s, and writes nothing', async (_, row) => {
    const site = await startSite({ config: tested.config, ...row.site });
    await expect(site.run(row.options)).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      exitCode: 4,
      message: expect.stringMatching(row.text),
    });
    expect(writes(site)).toEqual([]);
  });

  it('completes an introduction that has reached the store only', async () => {
    const site = await startSite({ config: tested.config, stored: `${OLD},${NEW}` });
    expect(await site.run()).toMatchObject({ phase: 'introduced' });
    await site.clock.sleep(READ);
    expect(await site.run()).toMatchObject({ phase: 'promoted' });
    expect(namedSnapshot(site)).toMatchObject({ stored: 'new,old', pending: undefined });
  });
});

it('refuses with "ring" a rotation by labels during which other fields were changed', async () => {
  const deploy = { secretKey: 'TOKEN' };
  const config = { deploy: { ...deploy, rotation: 'labels' } } as const;
  const site = await startSite({ config, versions: [current('a', jsonSecret(OLD, 1))] });
  await site.run();
  await site.clock.sleep(READ);
  await site.run();
  changePort(site, [2, 3]);
  const before = snapshot(site);
  await expect(rotate(await site.session({ deploy }), NO_OPTIONS)).rejects.toThrow(
    LABELS_IN_PROGRESS,
  );
  expect(snapshot(site)).toEqual(before);
});

it('refuses to rotate if there is no KeyValueStore', async () => {
  const site = await startSite();
  (site.fake.cloudfront.stores as Map<string, unknown>).delete(NAME);
  await expect(site.run()).rejects.toThrow(/no KeyValueStore pocket-spa-auth; .*deploy/);
});

it('keeps the other secrets of a ring of unknown purpose, with --begin', async () => {
  const site = await startSite(TWO_SECRETS);
  await site.run({ begin: true });
  const [first, second, third] = snapshot(site).current!.split(',');
  expect([first, third]).toEqual([OLD, OTHER]);
  expect(snapshot(site).stored).toBe([OLD, second, OTHER].join());
});

it('promotes no secret that LIVE does not accept', async () => {
  const site = await startSite(RING.introduced);
  // The function reads another store.
  const other = site.fake.cloudfront.addStore('other', { token_secret: OLD });
  const code = site.fake.cloudfront.functions.get(NAME)!.LIVE!.code.toString();
  site.fake.cloudfront.addFunction(NAME, { code, store: other });
  await expect(site.run()).rejects.toMatchObject({
    code: 'ERR_PATIENCE',
    exitCode: 4,
    message: expect.stringContaining('to accept the secret that signs'),
  });
  expect(writes(site)).toEqual([]);
});

it('rotates without a test of LIVE if no function is LIVE', async () => {
  const site = await startSite({ live: false });
  expect(await site.run()).toMatchObject({ phase: 'introduced', live: 'absent' });
});

it('replaces a leaked ring with a single secret', async () => {
  const site = await startSite({ config: LABELS.config, ...TWO_SECRETS });
  expect((await site.run({ emergency: true, dryRun: true })).plan).toHaveLength(5);
  await site.run({ emergency: true });
  expect(namedSnapshot(site)).toEqual({
    current: 'made',
    previous: undefined,
    pending: undefined,
    stored: 'made',
  });
});
