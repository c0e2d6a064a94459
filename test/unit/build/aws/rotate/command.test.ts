import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rotate } from '../../../../../build/commands/rotate.js';
import { fakeTerminal } from '../../commands/fake-terminal.js';
import { writes } from '../edge-site.js';
import {
  NAME,
  namedSnapshot,
  READ,
  type Site,
  type SiteOptions,
  snapshot,
  startSite,
} from './site.js';
import { LABELS, RING } from './strategies.js';

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
    site.output.push((error as Error).message);
    throw error;
  } finally {
    site.output.push(...terminal.lines.out, ...terminal.lines.err);
  }
}

describe('rotate prints', () => {
  it('what it did, when the next step is safe, and that LIVE was tested', async () => {
    const { out } = await run();
    expect(out).toEqual([
      `${NAME}  completed steps:`,
      '  1  add a new secret to the KeyValueStore: the edge accepts it',
      '  2  add the new secret to Secrets Manager, behind the old one: backends accept it',
      '',
      'next  promote, safe from 2027-01-15T08:06:00.000Z (1800000360) on: npx pocket-spa-auth rotate',
      'checked on the LIVE function',
    ]);
  });

  it('that the next step is not due yet, and does nothing', async () => {
    await run();
    const { out } = await run();
    expect(out).toEqual([
      'nothing to do  introduced on 2027-01-15T08:00:00.000Z (1800000000)',
      'next  promote, safe from 2027-01-15T08:06:00.000Z (1800000360) on: npx pocket-spa-auth rotate',
    ]);
  });

  it('that the rotation has ended, and then that none is in progress', async () => {
    await begin(RING.promoted);
    const { out } = await run();
    expect(out.slice(-2)).toEqual([
      'done  the old secret is no longer accepted',
      'checked on the LIVE function',
    ]);
    expect((await run()).out).toEqual([
      'nothing to do  no rotation is in progress, and the secret is unchanged since 2027-01-15T08:00:00.000Z (1800000000); to begin a rotation: npx pocket-spa-auth rotate --begin',
    ]);
  });

  it('what it would do with --dry-run, and changes nothing', async () => {
    const { out } = await run({ dryRun: true });
    expect(out).toEqual([
      `${NAME}  planned steps:`,
      '  1  add a new secret to the KeyValueStore: the edge accepts it',
      '  2  add the new secret to Secrets Manager, behind the old one: backends accept it',
      '',
      'nothing was changed',
    ]);
    expect(writes(site)).toEqual([]);
  });

  it('what the labels are for, with the strategy labels', async () => {
    const config = { deploy: { rotation: 'labels' } } as const;
    await begin({ config });
    const { out } = await run();
    expect(out.slice(0, 3)).toEqual([
      `${NAME}  completed steps:`,
      '  1  add a new secret to the KeyValueStore: the edge accepts it',
      '  2  put the new secret into Secrets Manager as AWSPENDING: backends with a key ring accept it',
    ]);
    expect(JSON.parse((await run({ json: true })).out[0]!)).toMatchObject({
      phase: 'introduced',
      since: 1_800_000_000,
      next: { step: 'promote', at: 1_800_000_000 + READ },
      ring: { secrets: 2 },
    });
    await begin(LABELS.promoted);
    expect((await run()).out).toEqual([
      `${NAME}  completed steps:`,
      '  1  check that the LIVE function accepts the new secret',
      '  2  remove the old secret from the KeyValueStore: the edge refuses it',
      '  3  make another version with the new secret AWSCURRENT: the old secret loses the label AWSPREVIOUS',
      '',
      'done  the old secret is no longer accepted',
      'checked on the LIVE function',
    ]);
  });

  it('that no function is LIVE to be tested', async () => {
    await begin({ live: false });
    expect((await run()).out.at(-1)).toBe(
      `not checked: no function ${NAME} is LIVE in this account`,
    );
  });

  it('that a function with an embedded secret has to be deployed', async () => {
    await begin({ config: { secret: 'embedded' } });
    expect((await run()).out.at(-1)).toBe(
      'the secret is built into the function; deploy it now: npx pocket-spa-auth deploy',
    );
    expect(JSON.parse((await run({ json: true })).out[0]!)).toMatchObject({ deploy: false });
  });

  it('one JSON object with --json', async () => {
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

describe('rotate refuses the options', () => {
  it.each<[Options, string]>([
    [{ begin: true, continue: true }, '--begin and --continue contradict each other'],
    [{ emergency: true, wait: true }, '--emergency takes all its steps at once'],
    [{ emergency: true, continue: true }, '--emergency takes all its steps at once'],
  ])('%j', async (options, text) => {
    await expect(run(options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(text),
    });
    expect(site.fake.calls).toEqual([]);
  });
});

it('takes --yes where nothing is asked, and changes nothing with --dry-run', async () => {
  await run({ yes: true, dryRun: true });
  expect(writes(site)).toEqual([]);
  await run({ yes: true });
  expect(writes(site)).not.toEqual([]);
});

describe('rotate --emergency', () => {
  // The progress line is not part of these tests.
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  it('prints its effects and needs --yes if the terminal is not interactive, exit 2', async () => {
    await expect(run({ emergency: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /everybody is logged out at once[\s\S]*up to 300 s[\s\S]*--yes/,
      ),
    });
    expect(writes(site)).toEqual([]);
  });

  it('replaces the secret with --yes, and prints what to do now', async () => {
    const { out } = await run({ emergency: true, yes: true });
    expect(out.slice(-3)).toEqual([
      'done  the old secret is no longer accepted',
      'restart the backends now: they sign with the leaked secret until they read the new one, up to 300 s',
      'checked on the LIVE function',
    ]);
    expect(namedSnapshot(site)).toMatchObject({
      current: 'made',
      previous: undefined,
      stored: 'made',
    });
  });

  it('asks for the name of the function on a terminal, after the plan and its effects', async () => {
    await begin(RING.introduced);
    const { err } = await run({ emergency: true }, { interactive: true, input: ` ${NAME} ` });
    expect(err.slice(0, 6)).toEqual([
      '  1  create a new secret in Secrets Manager, as AWSPENDING',
      '  2  make it the only secret in the KeyValueStore: the edge refuses every earlier token',
      '  3  make it AWSCURRENT: backends sign with it',
      '  4  remove the label AWSPREVIOUS from the previous version: backends would still accept its secrets',
      '  5  remove the label AWSPENDING',
      expect.stringContaining('everybody is logged out at once'),
    ]);
    expect(namedSnapshot(site).current).toBe('made');
  });

  it.each(['', 'y', 'yes', NAME.toUpperCase()])(
    'changes nothing if the answer is %j',
    async (input) => {
      const before = snapshot(site);
      await expect(run({ emergency: true }, { interactive: true, input })).rejects.toMatchObject({
        exitCode: 2,
      });
      expect(writes(site)).toEqual([]);
      expect(snapshot(site)).toEqual(before);
    },
  );
});
