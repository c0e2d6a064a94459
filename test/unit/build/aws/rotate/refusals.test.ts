import { expect, it } from 'vitest';
import {
  current,
  NAME,
  NEW,
  OLD,
  OTHER,
  previous,
  type SiteOptions,
  shown,
  startSite,
  writes,
} from './site.js';
import { INTRODUCED, PROMOTED } from './stages.js';

const RING_4 = [OLD, NEW, OTHER, 'ab'.repeat(32)].join();

const LONG = (digits: string) => digits.repeat(128);

/** What no run may guess at. */
const REFUSED: readonly { what: string; site: SiteOptions; begin?: true; text: RegExp }[] = [
  {
    what: 'no secret',
    site: { versions: [] },
    text: /no secret pocket-spa-auth in Secrets Manager.*deploy/,
  },
  {
    what: 'no token_secret',
    site: { stored: null },
    text: /holds no token_secret.*deploy/,
  },
  {
    what: 'a store with an unusable ring',
    site: { stored: `${OLD},xyz` },
    text: /text of 84 characters, is no usable key ring.*--emergency/,
  },
  {
    what: 'a store that does not hold the secret that signs',
    site: { stored: NEW },
    text: /does not hold the secret that Secrets Manager signs with.*--emergency/,
  },
  {
    what: 'a store with secrets of unknown origin',
    site: { stored: `${OLD},${NEW},${OTHER}` },
    text: /holds secrets that Secrets Manager does not/,
  },
  {
    what: 'a store with one more while a rotation is under way',
    site: { ...PROMOTED, stored: `${NEW},${OLD},${OTHER}` },
    text: /holds secrets that Secrets Manager does not/,
  },
  {
    what: 'a ring by hand that tells nothing',
    site: { versions: [current('a', `${OLD},${NEW}`)], stored: `${OLD},${NEW}` },
    text: /ring in Secrets Manager has 2 secrets.*rotate --begin/,
  },
  {
    what: 'a ring by hand that was put twice',
    site: {
      versions: [previous('a', `${OLD},${NEW}`), current('b', `${OLD},${NEW}`)],
      stored: `${OLD},${NEW}`,
    },
    text: /ring in Secrets Manager has 2 secrets.*rotate --begin/,
  },
  {
    what: 'a full ring',
    site: { versions: [current('a', RING_4)], stored: RING_4 },
    begin: true,
    text: /5 secrets and \d+ bytes; allowed: 4 and 1024/,
  },
  {
    what: 'a ring too long for the store',
    site: {
      versions: [current('a', [LONG('a1'), LONG('b2'), LONG('c3')].join())],
      stored: `${[LONG('a1'), LONG('b2'), LONG('c3')].join()};${'1'.repeat(190)}`,
    },
    begin: true,
    text: /4 secrets and 1026 bytes; allowed: 4 and 1024/,
  },
  {
    what: 'to begin a rotation while one is under way',
    site: INTRODUCED,
    begin: true,
    text: /a rotation is under way since 2027-01-15T07:54:00.000Z.*--continue/,
  },
];

it.each(REFUSED)('refuses $what, and writes nothing', async ({ site: options, begin, text }) => {
  const site = await startSite(options);
  await expect(site.run({ begin: begin === true })).rejects.toMatchObject({
    code: 'ERR_CONFLICT',
    exitCode: 4,
    message: expect.stringMatching(text),
  });
  expect(writes(site)).toEqual([]);
});

it('refuses where there is no KeyValueStore', async () => {
  const site = await startSite();
  (site.fake.cloudfront.stores as Map<string, unknown>).delete(NAME);
  await expect(site.run()).rejects.toThrow(/no KeyValueStore pocket-spa-auth; .*deploy/);
});

it('keeps the further secrets of a ring that tells nothing, if it is told to begin', async () => {
  const ring = `${OLD},${OTHER}`;
  const site = await startSite({ versions: [current('a', ring)], stored: ring });
  await site.run({ begin: true });
  const [first, second, third] = shown(site).current!.split(',');
  expect([first, third]).toEqual([OLD, OTHER]);
  expect(shown(site).stored).toBe([OLD, second, OTHER].join());
});

it('lets no secret sign that LIVE does not accept', async () => {
  const site = await startSite(INTRODUCED);
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

it('goes on without a look at LIVE where nothing is LIVE', async () => {
  const site = await startSite({ live: false });
  expect(await site.run()).toMatchObject({ phase: 'introduced', live: 'absent' });
});
