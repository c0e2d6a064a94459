import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { destroy } from '../../../../../build/commands/destroy.js';
import { fakeTerminal } from '../../commands/terminal.js';
import { CONFIG, leftIn, NAME, restOf, type Site, startSite, writes } from './site.js';

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
    site.said.push(...terminal.lines.out, ...terminal.lines.err);
  }
}

describe('destroy', () => {
  it('says what it did, what it kept, and that the site is open', async () => {
    const { out } = await run({ yes: true });
    expect(out).toEqual([
      `${NAME}  did`,
      expect.stringMatching(/^ {2}1 {2}detach it from the behavior \/app\/\* of EDIST/),
      expect.stringMatching(/^ {2}2 {2}detach it from the behavior default of EDIST/),
      '  3  wait until no edge runs it any more, which takes minutes',
      `  4  delete the function ${NAME}`,
      `  5  delete the KeyValueStore ${NAME}, with the secret and the cut-offs in it`,
      '\nkept  the secret pocket-spa-auth/dev in Secrets Manager; --secret deletes it too',
      'the site is open to everyone now',
    ]);
    expect(leftIn(site)).toEqual(restOf(site));
    expect((await run({ yes: true })).out).toEqual([`nothing to do  there is nothing of ${NAME}`]);
  });

  it('says how to have the secret back', async () => {
    const { out } = await run({ yes: true, secret: true });
    expect(out.join('\n')).toContain(
      'aws secretsmanager restore-secret --secret-id pocket-spa-auth/dev',
    );
  });

  it('leaves a secret alone that another stage of the file has too, exit 4', async () => {
    const config = { ...CONFIG, deploy: { secretId: 'pocket-spa-auth/dev' } };
    await writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(config));
    await expect(run({ yes: true, secret: true })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('is that of the stages prd too'),
    });
    expect(writes(site)).toEqual([]);
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

  it('says in the plan that the site will be open', async () => {
    const { out } = await run({ dryRun: true });
    expect(out.slice(-2)).toEqual([
      '\nafterwards the site is open to everyone',
      'nothing was changed',
    ]);
    expect(writes(site)).toEqual([]);
  });

  it('needs --yes where nobody can be asked, exit 2', async () => {
    await expect(run({})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/open to everyone.*--dry-run.*--yes/),
    });
    expect(writes(site)).toEqual([]);
  });
});

describe('destroy asks on a terminal', () => {
  // The moving line is not of this test.
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  it('for the name of the function, after the plan', async () => {
    const { err } = await run({}, { interactive: true, input: ` ${NAME} ` });
    expect(err.at(-2)).toContain('delete the KeyValueStore');
    expect(err.at(-1)).toBe('afterwards the site is open to everyone');
    expect(leftIn(site)).toEqual(restOf(site));
  });

  it.each(['', 'y', 'yes', NAME.toUpperCase(), 'pocket-spa-auth'])(
    'and does nothing for %j',
    async (input) => {
      await expect(run({}, { interactive: true, input })).rejects.toMatchObject({ exitCode: 2 });
      expect(writes(site)).toEqual([]);
    },
  );
});
