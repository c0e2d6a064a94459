import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { revoke } from '../../../../../build/commands/revoke.js';
import { fakeTerminal } from '../../commands/terminal.js';
import {
  CONFIG,
  DAY,
  keyOf,
  LEEWAY,
  RING,
  type Site,
  START,
  startSite,
  WEEK,
  writes,
} from './site.js';

let cwd: string;

let site: Site;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-revoke-'));
  await writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(CONFIG));
});

afterEach(() => rm(cwd, { recursive: true }));

type Options = Parameters<typeof revoke.run>[0];

async function run(options: Options, argument = '', input = '') {
  const terminal = fakeTerminal({ cwd, input, clock: site.clock });
  try {
    const status = await revoke.run(options, terminal, argument);
    return { status, ...terminal.lines };
  } finally {
    site.said.push(...terminal.lines.out, ...terminal.lines.err);
  }
}

describe('revoke', () => {
  it('says whom, from when on, what else there is to do, and how full the store is', async () => {
    site = await startSite({ entries: { [keyOf('gone')]: String(START - 2 * DAY) } });
    const { status, out, err } = await run({}, 'ali\u202ece');
    expect({ status, out }).toEqual({
      status: undefined,
      out: [
        'done  log out "ali\\u202ece": every token issued up to 2027-01-15T08:00:05.000Z (1800000005) is refused',
        'every edge heeds it within seconds; the time has 5 s on it for backends whose clock is ahead: whoever logs in within them has to log in again',
        "end the user's session in the backend too: one that renews the cookie would sign a new token",
        '2 entries, 1 kB of 5 MB, 1 pruned',
      ],
    });
    expect(err.join()).not.toContain('ali');
  });

  it('takes a time that is given as it is', async () => {
    site = await startSite();
    const { out } = await run({ allBefore: START - 60 });
    expect(out.slice(0, 2)).toEqual([
      'done  log out everybody: every token issued up to 2027-01-15T07:59:00.000Z (1799999940) is refused',
      'every edge heeds it within seconds; whoever has logged in since is let in',
    ]);
  });

  it("says what taking everybody's cut-off back comes to", async () => {
    site = await startSite({ entries: { token_secret: `${RING};${'9'.repeat(16)}` } });
    const { out } = await run({ liftEverybody: true });
    expect(out.slice(0, 2)).toEqual([
      "done  lift everybody's cut-off",
      'every edge heeds it within seconds; tokens that it refused hold again: cut off anew those that must not',
    ]);
    expect(site.entries()).toEqual({ token_secret: RING });
  });

  it('reads the user id from standard input for -', async () => {
    site = await startSite();
    await run({}, '-', 'bob');
    expect(Object.keys(site.entries())).toContain(keyOf('bob'));
  });

  it('prints one JSON object, which names nobody', async () => {
    site = await startSite();
    const { out } = await run({ json: true, maxAge: DAY }, 'bob');
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0]!)).toEqual({
      name: 'pocket-spa-auth',
      wish: 'user',
      plan: [{ id: 'cut-off-user', title: "write the user's cut-off into the KeyValueStore" }],
      done: ['cut-off-user'],
      issuedUpTo: START + LEEWAY,
      cutOff: START + LEEWAY + DAY,
      pruned: 0,
      keyValueStore: { entries: 2, bytes: 12 + RING.length + 72 + 10 },
    });
  });

  it('prints the plan in a dry run, and changes nothing', async () => {
    site = await startSite();
    const { out } = await run({ dryRun: true, allBefore: 'now' });
    expect(out).toEqual([
      'would  log out everybody: every token issued up to 2027-01-15T08:00:05.000Z (1800000005) is refused',
      "  1  write everybody's cut-off behind the secret in the KeyValueStore",
      '\nnothing was changed',
      '1 entry, 1 kB of 5 MB',
    ]);
    expect(writes(site)).toEqual([]);
  });

  it.each([
    [{ allBefore: START }, '', 'everybody has this cut-off already, or a later one'],
    [{ allBefore: START - 2 * WEEK }, '', 'every token issued up to then has expired'],
    [{ lift: true }, 'bob', '"bob" has no cut-off'],
    [{ prune: true }, '', 'no cut-off has run out'],
  ] as const)('has nothing to do for %j %s', async (options, argument, why) => {
    site = await startSite({ entries: { token_secret: `${RING};${START + WEEK}` } });
    expect((await run(options, argument)).out[0]).toBe(`nothing to do  ${why}`);
    expect(writes(site)).toEqual([]);
  });

  it('warns where what has run out could not be removed', async () => {
    site = await startSite();
    site.fake.faults.at(({ operation }) => operation === 'ListKeys', 'error500');
    const { out, err } = await run({}, 'bob');
    expect(out[0]).toContain('log out "bob"');
    expect(err.at(-1)).toMatch(/^pocket-spa-auth: warning: what has run out was not removed: /);
  });

  it.each([
    ['nobody is named', {}, ''],
    ['too much is asked for', { allBefore: START }, 'bob'],
    ['too much is asked for', { prune: true }, 'bob'],
    ['too much is asked for', { prune: true, lift: true }, ''],
    ['nobody is named', { lift: true }, ''],
    ['too much is asked for', { liftEverybody: true }, 'bob'],
    ['too much is asked for', { liftEverybody: true, allBefore: START }, ''],
  ] as const)('says that %s for %j %s, exit 2', async (told, options, argument) => {
    site = await startSite();
    await expect(run(options, argument)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(told),
    });
    expect(site.fake.calls).toEqual([]);
  });
});

it("has nothing to do where there is no cut-off of everybody's", async () => {
  site = await startSite();
  const { out } = await run({ liftEverybody: true });
  expect(out[0]).toBe('nothing to do  there is no cut-off for everybody');
  expect(writes(site)).toEqual([]);
});

describe('--max-age', () => {
  const { parse } = revoke.options!.find(({ flags }) => flags.startsWith('--max-age'))!;

  it('takes 400 days at most', () => {
    expect(parse!('34560000')).toBe(34_560_000);
    expect(() => parse!('34560001')).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message:
          '--max-age: found text of 8 characters; allowed: a whole number of seconds, 0 to 34560000, which is 400 days',
      }),
    );
    expect(() => parse!('1800000000')).toThrow(/400 days/);
    expect(() => parse!('7d')).toThrow(/400 days/);
  });
});

describe('--all-before', () => {
  const { parse } = revoke.options!.find(({ flags }) => flags.startsWith('--all-before'))!;

  it.each([
    ['now', 'now'],
    ['0', 0],
    ['1800000000', 1_800_000_000],
    ['2027-01-15T08:00Z', 1_800_000_000],
    ['2027-01-15T08:00:00.999Z', 1_800_000_000],
    ['2027-01-15T09:30:00+01:30', 1_800_000_000],
    ['2027-01-15T00:00:00-08:00', 1_800_000_000],
    ['2028-02-29T00:00:00Z', 1_835_395_200],
  ])('takes %s', (text, expected) => {
    expect(parse!(text)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2027-01-15',
    '2027-01-15T08:00:00',
    '2027-02-30T08:00:00Z',
    '2027-01-15T25:00:00Z',
    '2027-13-15T08:00:00Z',
    '1969-12-31T23:59:59Z',
    '-1',
    '1.5',
    '9'.repeat(16),
  ])('refuses %j', (text) => {
    expect(() => parse!(text)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(
          new RegExp(`^--all-before: found text of ${text.length} characters; allowed: .*zone`),
        ),
      }),
    );
  });
});
