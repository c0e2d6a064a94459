import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { revoke } from '../../../../../build/commands/revoke.js';
import { fakeTerminal } from '../../commands/fake-terminal.js';
import { writes } from '../edge-site.js';
import {
  CONFIG,
  DAY,
  LEEWAY,
  NAME,
  RING,
  type Site,
  START,
  startSite,
  userKey,
  WEEK,
} from './site.js';

let cwd: string;

let site: Site;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-revoke-'));
  await writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(CONFIG));
});

afterEach(() => rm(cwd, { recursive: true }));

type Options = Parameters<typeof revoke.run>[0];

async function run(options: Options, argument = '', input = '', interactive = false) {
  const terminal = { ...fakeTerminal({ cwd, input, clock: site.clock }), interactive };
  try {
    const status = await revoke.run(options, terminal, argument);
    return { status, ...terminal.lines };
  } finally {
    site.output.push(...terminal.lines.out, ...terminal.lines.err);
  }
}

describe('revoke', () => {
  it('prints the user, the time, what else to do, and how full the store is', async () => {
    site = await startSite({ entries: { [userKey('gone')]: String(START - 2 * DAY) } });
    const { status, out, err } = await run({}, 'ali\u202ece');
    expect({ status, out }).toEqual({
      status: undefined,
      out: [
        'done  log out "ali\\u202ece": every token issued up to 2027-01-15T08:00:05.000Z (1800000005) is refused',
        'this takes effect at every edge location within seconds; the time includes 5 s for backends whose clock is ahead: a user who logs in within these seconds has to log in again',
        "end the user's session in the backend too: a session that renews the cookie would issue a new token",
        '2 entries, 1 kB of 5 MB, 1 pruned',
      ],
    });
    expect(err.join()).not.toContain('ali');
  });

  it('uses a given time unchanged', async () => {
    site = await startSite();
    const { out } = await run({ allBefore: START - 60, yes: true });
    expect(out.slice(0, 2)).toEqual([
      'done  log out everybody: every token issued up to 2027-01-15T07:59:00.000Z (1799999940) is refused',
      'this takes effect at every edge location within seconds; users who have logged in after this time are not affected',
    ]);
  });

  it('prints the effect of lifting the cut-off for everybody', async () => {
    site = await startSite({ entries: { token_secret: `${RING};${'9'.repeat(16)}` } });
    const { out } = await run({ liftEverybody: true });
    expect(out.slice(0, 2)).toEqual([
      'done  remove the cut-off for everybody',
      'this takes effect at every edge location within seconds; tokens that the cut-off refused are valid again: revoke the users who must stay logged out',
    ]);
    expect(site.entries()).toEqual({ token_secret: RING });
  });

  it('reads the user id from standard input if the argument is -', async () => {
    site = await startSite();
    await run({}, '-', 'bob');
    expect(Object.keys(site.entries())).toContain(userKey('bob'));
  });

  it('prints one JSON object, without the user id', async () => {
    site = await startSite();
    const { out } = await run({ json: true, maxAge: DAY }, 'bob');
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0]!)).toEqual({
      name: 'pocket-spa-auth',
      wish: 'user',
      plan: [{ id: 'cut-off-user', title: "write the user's cut-off to the KeyValueStore" }],
      done: ['cut-off-user'],
      issuedUpTo: START + LEEWAY,
      cutOff: START + LEEWAY + DAY,
      pruned: 0,
      keyValueStore: { entries: 2, bytes: 12 + RING.length + 72 + 10 },
    });
  });

  it('prints the plan with --dry-run, and changes nothing', async () => {
    site = await startSite();
    const { out } = await run({ dryRun: true, allBefore: 'now' });
    expect(out).toEqual([
      'planned  log out everybody: every token issued up to 2027-01-15T08:00:05.000Z (1800000005) is refused',
      '  1  write the cut-off for everybody behind the secret in the KeyValueStore',
      '\nnothing was changed',
      '1 entry, 1 kB of 5 MB',
    ]);
    expect(writes(site)).toEqual([]);
  });

  it.each([
    [{ allBefore: START }, '', 'everybody already has this cut-off or a later one'],
    [{ allBefore: START - 2 * WEEK }, '', 'every token issued up to then has expired'],
    [{ lift: true }, 'bob', '"bob" has no cut-off'],
    [{ prune: true }, '', 'no cut-off has expired'],
  ] as const)('has nothing to do for %j %s', async (options, argument, why) => {
    site = await startSite({ entries: { token_secret: `${RING};${START + WEEK}` } });
    expect((await run(options, argument)).out[0]).toBe(`nothing to do  ${why}`);
    expect(writes(site)).toEqual([]);
  });

  it('warns if expired cut-offs could not be removed', async () => {
    site = await startSite();
    site.fake.faults.inject(({ operation }) => operation === 'ListKeys', 'error500');
    const { out, err } = await run({}, 'bob');
    expect(out[0]).toContain('log out "bob"');
    expect(err.at(-1)).toMatch(/^pocket-spa-auth: warning: expired cut-offs were not removed: /);
  });

  it.each([
    ['no user id is given', {}, ''],
    ['these arguments cannot be combined', { allBefore: START }, 'bob'],
    ['these arguments cannot be combined', { prune: true }, 'bob'],
    ['these arguments cannot be combined', { prune: true, lift: true }, ''],
    ['no user id is given', { lift: true }, ''],
    ['these arguments cannot be combined', { liftEverybody: true }, 'bob'],
    ['these arguments cannot be combined', { liftEverybody: true, allBefore: START }, ''],
  ] as const)('prints that %s for %j %s, exit 2', async (text, options, argument) => {
    site = await startSite();
    await expect(run(options, argument)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(text),
    });
    expect(site.fake.calls).toEqual([]);
  });
});

describe('revoke --all-before', () => {
  const everybody = { allBefore: 'now' } as const;

  it('requires --yes if it is not on a terminal, exit 2, and writes nothing', async () => {
    // An expired cut-off, which would be removed.
    site = await startSite({ entries: { [userKey('gone')]: String(START - 2 * DAY) } });
    await expect(run(everybody, '', NAME)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/everybody.*--dry-run.*--yes/),
    });
    expect(writes(site)).toEqual([]);
  });

  it('shows the plan on a terminal, and asks for the name', async () => {
    site = await startSite();
    const { out, err } = await run(everybody, '', ` ${NAME} `, true);
    const shown = err.join('\n');
    expect(shown).toContain('  1  write the cut-off for everybody behind the secret');
    expect(shown).toContain('everybody whose token was issued up to 2027-01-15T08:00:05.000Z');
    expect(out[0]).toContain('done  log out everybody');
    expect(writes(site)).toEqual(['PutKey']);
  });

  it.each(['', 'y', 'yes', NAME.toUpperCase()])(
    'writes nothing after the answer %j, exit 2',
    async (answer) => {
      site = await startSite({ entries: { [userKey('gone')]: String(START - 2 * DAY) } });
      await expect(run(everybody, '', answer, true)).rejects.toMatchObject({ exitCode: 2 });
      expect(writes(site)).toEqual([]);
    },
  );

  it('does not ask if there is nothing to do, nor with --dry-run', async () => {
    site = await startSite({ entries: { token_secret: `${RING};${START + WEEK}` } });
    expect((await run({ allBefore: START })).out[0]).toContain('nothing to do');
    expect((await run({ ...everybody, dryRun: true, yes: true })).out).toContain(
      '\nnothing was changed',
    );
    expect(writes(site)).toEqual([]);
  });

  it('asks only once if another writer comes between', async () => {
    site = await startSite();
    let isChanged = false;
    site.fake.faults.inject(({ operation }) => {
      if (operation === 'PutKey' && !isChanged) {
        isChanged = true;
        site.fake.stores.put(NAME, 'other', 'value');
      }
      return false;
    }, 'throttle');
    expect((await run(everybody, '', NAME, true)).out[0]).toContain('done');
    expect(isChanged).toBe(true);
    const prompts = site.output.filter((line) => line.includes('everybody whose token'));
    expect(prompts).toHaveLength(1);
  });

  it.each([
    [{}, 'bob'],
    [{ lift: true }, 'bob'],
    [{ liftEverybody: true }, ''],
    [{ prune: true }, ''],
  ] as const)('is the only form that asks: %j %s does not', async (options, argument) => {
    site = await startSite();
    await expect(run(options, argument)).resolves.toBeDefined();
    await expect(run({ ...options, yes: true }, argument)).resolves.toBeDefined();
  });
});

it('has nothing to lift if there is no cut-off for everybody', async () => {
  site = await startSite();
  const { out } = await run({ liftEverybody: true });
  expect(out[0]).toBe('nothing to do  there is no cut-off for everybody');
  expect(writes(site)).toEqual([]);
});

describe('--max-age', () => {
  const { parse } = revoke.options!.find(({ flags }) => flags.startsWith('--max-age'))!;

  it('allows at most 400 days', () => {
    expect(parse!('34560000')).toBe(34_560_000);
    expect(() => parse!('34560001')).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message:
          '--max-age: found "34560001"; allowed: a whole number of seconds, 0 to 34560000, which is 400 days',
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
  ])('accepts %s', (text, expected) => {
    expect(parse!(text)).toBe(expected);
  });

  it.each([
    ['', 'empty text'],
    ['yesterday', '"yesterday"'],
    ['2027-01-15', '"2027-01-15"'],
    ['2027-01-15T08:00:00', '"2027-01-15T08:00:00"'],
    ['2027-02-30T08:00:00Z', '"2027-02-30T08:00:00Z"'],
    ['2027-01-15T25:00:00Z', '"2027-01-15T25:00:00Z"'],
    ['2027-13-15T08:00:00Z', '"2027-13-15T08:00:00Z"'],
    ['1969-12-31T23:59:59Z', '"1969-12-31T23:59:59Z"'],
    ['-1', '"-1"'],
    ['1.5', '"1.5"'],
    // So many digits could be a secret.
    ['9'.repeat(16), 'text of 16 characters'],
  ])('refuses %j', (text, found) => {
    const start = `--all-before: found ${found}; allowed: Unix seconds, a time with a time zone`;
    expect(() => parse!(text)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(start) }),
    );
  });
});
