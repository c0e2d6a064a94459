import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rotate } from '../../../../../build/commands/rotate.js';
import { fakeTerminal } from '../../commands/terminal.js';
import { PROMOTED as BY_LABELS_PROMOTED } from './labels/stages.js';
import { NAME, READ, type Site, type SiteOptions, shown, startSite, writes } from './site.js';
import { endOf, INTRODUCED, PROMOTED } from './stages.js';

let cwd: string;

let site: Site;

async function begin(options: SiteOptions = {}) {
  site = await startSite(options);
  const file = join(cwd, 'spa-auth.config.json');
  await writeFile(file, JSON.stringify(options.config ?? {}));
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-rotate-'));
  await begin();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(cwd, { recursive: true });
});

type Options = Parameters<typeof rotate.run>[0];

async function run(options: Options = {}, over: { interactive?: boolean; input?: string } = {}) {
  const { interactive = false, ...rest } = over;
  const terminal = { ...fakeTerminal({ cwd, clock: site.clock, ...rest }), interactive };
  try {
    await rotate.run(options, terminal, '');
    return terminal.lines;
  } catch (error) {
    site.said.push((error as Error).message);
    throw error;
  } finally {
    site.said.push(...terminal.lines.out, ...terminal.lines.err);
  }
}

describe('rotate says', () => {
  it('what it did, when the next step is safe, and that LIVE was looked at', async () => {
    const { out } = await run();
    expect(out).toEqual([
      `${NAME}  did`,
      '  1  add a new secret to the KeyValueStore: the edge accepts it',
      '  2  add the new secret to Secrets Manager, behind the old one: backends accept it',
      '',
      'next  promote, safe from 2027-01-15T08:06:00.000Z (1800000360) on: npx pocket-spa-auth rotate',
      'checked on the function that is LIVE',
    ]);
  });

  it('that it is too early, and does nothing', async () => {
    await run();
    const { out } = await run();
    expect(out).toEqual([
      'nothing to do  introduced on 2027-01-15T08:00:00.000Z (1800000000)',
      'next  promote, safe from 2027-01-15T08:06:00.000Z (1800000360) on: npx pocket-spa-auth rotate',
    ]);
  });

  it('that the rotation has ended, and then that none is under way', async () => {
    await begin(PROMOTED);
    const { out } = await run();
    expect(out.slice(-2)).toEqual([
      'done  the old secret is accepted no more',
      'checked on the function that is LIVE',
    ]);
    expect((await run()).out).toEqual([
      'nothing to do  no rotation is under way, and the secret is of 2027-01-15T08:00:00.000Z (1800000000); to begin one: npx pocket-spa-auth rotate --begin',
    ]);
  });

  it('what it would do, and changes nothing', async () => {
    const { out } = await run({ dryRun: true });
    expect(out).toEqual([
      `${NAME}  would`,
      '  1  add a new secret to the KeyValueStore: the edge accepts it',
      '  2  add the new secret to Secrets Manager, behind the old one: backends accept it',
      '',
      'nothing was changed',
    ]);
    expect(writes(site)).toEqual([]);
  });

  it('by labels, what the labels are for', async () => {
    const config = { deploy: { rotation: 'labels' } } as const;
    await begin({ config });
    const { out } = await run();
    expect(out.slice(0, 3)).toEqual([
      `${NAME}  did`,
      '  1  add a new secret to the KeyValueStore: the edge accepts it',
      '  2  put the new secret into Secrets Manager as AWSPENDING: backends with a key ring accept it',
    ]);
    expect(JSON.parse((await run({ json: true })).out[0]!)).toMatchObject({
      phase: 'introduced',
      since: 1_800_000_000,
      next: { step: 'promote', at: 1_800_000_000 + READ },
      ring: { secrets: 2 },
    });
    await begin(BY_LABELS_PROMOTED);
    expect((await run()).out).toEqual([
      `${NAME}  did`,
      '  1  see that the function that is LIVE accepts the new secret',
      '  2  take the old secret out of the KeyValueStore: the edge refuses it',
      '  3  make another version with the new secret AWSCURRENT: AWSPREVIOUS leaves the old secret',
      '',
      'done  the old secret is accepted no more',
      'checked on the function that is LIVE',
    ]);
  });

  it('that nothing is LIVE to be looked at', async () => {
    await begin({ live: false });
    expect((await run()).out.at(-1)).toBe(
      `not checked: no function ${NAME} is LIVE in this account`,
    );
  });

  it('that a function with the secret built in has to be deployed', async () => {
    await begin({ config: { secret: 'embedded' } });
    expect((await run()).out.at(-1)).toBe(
      'the secret is built into the function, so now: npx pocket-spa-auth deploy',
    );
    expect(JSON.parse((await run({ json: true })).out[0]!)).toMatchObject({ deploy: false });
  });

  it('all of it in one JSON object', async () => {
    const { out } = await run({ json: true });
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0]!)).toEqual({
      name: NAME,
      secretId: NAME,
      plan: [
        { id: 'introduce-store', title: expect.any(String) },
        { id: 'introduce-secret', title: expect.any(String) },
      ],
      done: ['introduce-store', 'introduce-secret'],
      phase: 'introduced',
      since: 1_800_000_000,
      next: { step: 'promote', at: 1_800_000_000 + READ },
      ring: { secrets: 2, fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) },
      live: 'checked',
      deploy: false,
    });
  });
});

describe('rotate refuses', () => {
  it.each<[Options, string]>([
    [{ begin: true, continue: true }, '--begin and --continue contradict each other'],
    [{ emergency: true, wait: true }, '--emergency is done at once'],
    [{ emergency: true, continue: true }, '--emergency is done at once'],
    [{ yes: true }, '--yes belongs to --emergency'],
  ])('%j', async (options, text) => {
    await expect(run(options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(text),
    });
    expect(site.fake.calls).toEqual([]);
  });
});

describe('rotate --emergency', () => {
  // The moving line is not of this test.
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  it('says what it costs and needs --yes where nobody can be asked, exit 2', async () => {
    await expect(run({ emergency: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /everybody is logged out at once[\s\S]*up to 300 s[\s\S]*--yes/,
      ),
    });
    expect(writes(site)).toEqual([]);
  });

  it('does it with --yes, and says what is to be done now', async () => {
    const { out } = await run({ emergency: true, yes: true });
    expect(out.slice(-3)).toEqual([
      'done  the old secret is accepted no more',
      'restart the backends now: they sign with the leaked secret until they read the new one, up to 300 s',
      'checked on the function that is LIVE',
    ]);
    expect(endOf(site)).toMatchObject({ current: 'made', previous: undefined, stored: 'made' });
  });

  it('asks on a terminal for the name of the function, after the plan and what it costs', async () => {
    await begin(INTRODUCED);
    const { err } = await run({ emergency: true }, { interactive: true, input: ` ${NAME} ` });
    expect(err.slice(0, 6)).toEqual([
      '  1  make a new secret, in Secrets Manager as AWSPENDING',
      '  2  put it alone into the KeyValueStore: the edge refuses every token of before',
      '  3  make it AWSCURRENT: backends sign with it',
      '  4  take the label AWSPREVIOUS off the version before, or backends go on accepting it',
      '  5  take the label AWSPENDING off',
      expect.stringContaining('everybody is logged out at once'),
    ]);
    expect(endOf(site).current).toBe('made');
  });

  it.each(['', 'y', 'yes', NAME.toUpperCase()])('does nothing for %j', async (input) => {
    const before = shown(site);
    await expect(run({ emergency: true }, { interactive: true, input })).rejects.toMatchObject({
      exitCode: 2,
    });
    expect(writes(site)).toEqual([]);
    expect(shown(site)).toEqual(before);
  });
});
