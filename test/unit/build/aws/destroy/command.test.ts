import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { destroy } from '../../../../../build/commands/destroy.js';
import { fakeTerminal } from '../../commands/fake-terminal.js';
import {
  CONFIG,
  expectedRemains,
  listResources,
  listWrites,
  NAME,
  type Site,
  startSite,
} from './site.js';

let cwd: string;

let site: Site;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-destroy-'));
  await writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(CONFIG));
  site = await startSite();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(cwd, { recursive: true });
});

type Options = Parameters<typeof destroy.run>[0];

async function run(options: Options, over: { interactive?: boolean; input?: string } = {}) {
  const { interactive = false, ...rest } = over;
  const terminal = { ...fakeTerminal({ cwd, clock: site.clock, ...rest }), interactive };
  try {
    await destroy.run({ stage: 'dev', ...options }, terminal, '');
    return terminal.lines;
  } finally {
    site.output.push(...terminal.lines.out, ...terminal.lines.err);
  }
}

describe('destroy', () => {
  it('prints what it did, what it kept, and that the site is open', async () => {
    const { out } = await run({ yes: true });
    expect(out).toEqual([
      `${NAME}  completed steps:`,
      expect.stringMatching(/^ {2}1 {2}detach it from the behavior \/app\/\* of EDIST/),
      expect.stringMatching(/^ {2}2 {2}detach it from the behavior default of EDIST/),
      '  3  wait until no edge location runs it any more, which takes minutes',
      `  4  delete the function ${NAME}`,
      `  5  delete the KeyValueStore ${NAME}, with the secret and the cut-offs in it`,
      '\nkept  the secret pocket-spa-auth/dev in Secrets Manager; --secret deletes it too',
      'the site is open to everyone now',
    ]);
    expect(listResources(site)).toEqual(expectedRemains(site));
    expect((await run({ yes: true })).out).toEqual([
      `nothing to do  ${NAME} has no resources in AWS`,
    ]);
  });

  it('prints the command that restores the secret', async () => {
    const { out } = await run({ yes: true, secret: true });
    expect(out.join('\n')).toContain(
      'aws secretsmanager restore-secret --secret-id pocket-spa-auth/dev',
    );
  });

  it('keeps a secret that another stage uses too, exit 4', async () => {
    const config = { ...CONFIG, deploy: { secretId: 'pocket-spa-auth/dev' } };
    await writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(config));
    await expect(run({ yes: true, secret: true })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('is also the secret of the stages prd'),
    });
    expect(listWrites(site)).toEqual([]);
  });

  it('prints one JSON object', async () => {
    const { out } = await run({ yes: true, json: true });
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0]!)).toMatchObject({
      name: NAME,
      plan: { length: 5 },
      done: ['detach', 'detach', 'await-distributions', 'delete-function', 'delete-store'],
    });
  });

  it('prints with the plan that the site will be open', async () => {
    const { out } = await run({ dryRun: true });
    expect(out.slice(-2)).toEqual([
      '\nafterwards the site is open to everyone',
      'nothing was changed',
    ]);
    expect(listWrites(site)).toEqual([]);
  });

  it('requires --yes if it is not on a terminal, exit 2', async () => {
    await expect(run({})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/open to everyone.*--dry-run.*--yes/),
    });
    expect(listWrites(site)).toEqual([]);
  });
});

describe('destroy on a terminal', () => {
  // Keeps the spinner out of the output of the tests.
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  it('prints the plan and asks for the name of the function', async () => {
    const { err } = await run({}, { interactive: true, input: ` ${NAME} ` });
    expect(err.at(-2)).toContain('delete the KeyValueStore');
    expect(err.at(-1)).toBe('afterwards the site is open to everyone');
    expect(listResources(site)).toEqual(expectedRemains(site));
  });

  it.each(['', 'y', 'yes', NAME.toUpperCase(), 'pocket-spa-auth'])(
    'does nothing if the answer is %j',
    async (input) => {
      await expect(run({}, { interactive: true, input })).rejects.toMatchObject({ exitCode: 2 });
      expect(listWrites(site)).toEqual([]);
    },
  );
});
