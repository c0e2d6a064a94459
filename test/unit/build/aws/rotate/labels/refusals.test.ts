import { expect, it } from 'vitest';
import { type RotateOptions, rotate } from '../../../../../../build/aws/rotate/rotate.js';
import {
  current,
  NEW,
  NO_WISH,
  OLD,
  OTHER,
  previous,
  READ,
  type SiteOptions,
  shown,
  startSite,
  writes,
} from '../site.js';
import { endOf, INTRODUCED as RING_INTRODUCED, PROMOTED as RING_PROMOTED } from '../stages.js';
import { INTRODUCED, LABELS, PROMOTED, pending } from './stages.js';

const BY_RING: SiteOptions = { config: {} };

const RING = { versions: [current('a', `${OLD},${OTHER}`)], stored: `${OLD},${OTHER}` };

const NOT_SINGLE = /is a ring of 2 secrets.*end the rotation with "ring", or put the one secret/;

const BY_LABELS = /a rotation by labels is under way.*set deploy\.rotation back to "labels"/;

/** What no run may guess at. */
const REFUSED: readonly {
  what: string;
  site: SiteOptions;
  options?: Partial<RotateOptions>;
  text: RegExp;
}[] = [
  { what: 'a ring as AWSCURRENT', site: RING, text: NOT_SINGLE },
  {
    what: 'a ring as AWSCURRENT, asked to begin',
    site: RING,
    options: { begin: true },
    text: NOT_SINGLE,
  },
  {
    what: 'a ring as AWSCURRENT, on a timer',
    site: RING,
    options: { continue: true },
    text: NOT_SINGLE,
  },
  { what: 'a rotation begun with a ring', site: RING_INTRODUCED, text: NOT_SINGLE },
  { what: 'a rotation promoted with a ring', site: RING_PROMOTED, text: NOT_SINGLE },
  {
    what: 'a rotation begun by labels, with a ring',
    site: { ...INTRODUCED, ...BY_RING },
    text: BY_LABELS,
  },
  {
    what: 'a rotation promoted by labels, with a ring',
    site: { ...PROMOTED, ...BY_RING },
    text: BY_LABELS,
  },
  {
    what: 'a rotation retired by labels in the store alone, with a ring',
    site: { ...PROMOTED, ...BY_RING, stored: NEW },
    text: BY_LABELS,
  },
  {
    what: 'a version that waits for another tool',
    site: { versions: [current('a', OLD), pending('b', NEW)] },
    text: /AWSPENDING of pocket-spa-auth is on a version that another hand made.*: npx pocket-spa-auth rotate$/,
  },
  {
    what: 'a secret announced by hand',
    site: { versions: [current('a', OLD), pending('b', NEW)], stored: `${OLD},${NEW}` },
    text: /AWSPENDING of pocket-spa-auth is on a version that another hand made/,
  },
  {
    what: 'a secret exchanged by hand',
    site: { versions: [previous('a', OLD), current('b', NEW)], stored: `${NEW},${OLD}` },
    text: /another hand exchanged it.*once its last token has expired, take it out/,
  },
  {
    what: 'a store that does not hold the secret that signs',
    site: { ...INTRODUCED, stored: NEW },
    text: /does not hold the secret that Secrets Manager signs with.*: npx pocket-spa-auth rotate --emergency$/,
  },
  {
    what: 'a store with a third secret',
    site: { ...PROMOTED, stored: `${NEW},${OLD},${OTHER}` },
    text: /holds secrets that Secrets Manager does not/,
  },
  {
    what: 'to begin one while one is under way',
    site: INTRODUCED,
    options: { begin: true },
    text: /a rotation is under way since 2027-01-15T07:54:00.000Z.*: npx pocket-spa-auth rotate --continue$/,
  },
];

it.each(REFUSED)('refuses $what, and writes nothing', async ({ site: given, options, text }) => {
  const site = await startSite({ config: LABELS, ...given });
  await expect(site.run(options)).rejects.toMatchObject({
    code: 'ERR_CONFLICT',
    exitCode: 4,
    message: expect.stringMatching(text),
  });
  expect(writes(site)).toEqual([]);
});

it('refuses, with a ring, a rotation by labels over which other fields were changed', async () => {
  const deploy = { secretKey: 'TOKEN' };
  const json = (token: string, port: number) => JSON.stringify({ PORT: port, TOKEN: token });
  const config = { deploy: { ...deploy, rotation: 'labels' } } as const;
  const site = await startSite({ config, versions: [current('a', json(OLD, 1))] });
  await site.run();
  await site.clock.sleep(READ);
  await site.run();
  const { TOKEN: token } = JSON.parse(shown(site).current!) as { TOKEN: string };
  for (const port of [2, 3]) {
    site.fake.secrets.put('pocket-spa-auth', json(token, port));
  }
  const before = shown(site);
  await expect(rotate(await site.session({ deploy }), NO_WISH)).rejects.toThrow(BY_LABELS);
  expect(shown(site)).toEqual(before);
});

it.each([LABELS, {}])(
  'ends with %j what has only reached the store, however it was begun',
  async (config) => {
    const site = await startSite({ config, stored: `${OLD},${NEW}` });
    expect(await site.run()).toMatchObject({ phase: 'introduced' });
    await site.clock.sleep(READ);
    expect(await site.run()).toMatchObject({ phase: 'promoted' });
    expect(endOf(site)).toMatchObject({ stored: 'new,old', pending: undefined });
  },
);

it('replaces a leaked ring by one secret', async () => {
  const site = await startSite({ config: LABELS, ...RING });
  expect((await site.run({ emergency: true, dryRun: true })).plan).toHaveLength(5);
  await site.run({ emergency: true });
  expect(endOf(site)).toEqual({
    current: 'made',
    previous: undefined,
    pending: undefined,
    stored: 'made',
  });
});
