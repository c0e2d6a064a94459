import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { startWorld } from '../aws/world.js';
import { fakeTerminal } from './fake-terminal.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-env-'));
  await writeFile(join(cwd, '.env'), 'POCKET_STAGE=prd\nAWS_PROFILE=other\n');
  await writeFile(join(cwd, 'index.html'), '');
});

afterEach(() => rm(cwd, { recursive: true }));

/** What a command has added to its environment. */
async function environmentAfter(argv: readonly string[]): Promise<object> {
  const terminal = fakeTerminal({ cwd });
  await runCli(argv, terminal);
  return terminal.env;
}

it.each([{ argv: ['build'] }, { argv: ['preview', '--root', '.', '--port', '0'] }])(
  '$argv reads the .env beside the configuration',
  async ({ argv }) => {
    expect(await environmentAfter(argv)).toEqual({ POCKET_STAGE: 'prd', AWS_PROFILE: 'other' });
  },
);

it.each([
  { argv: ['deploy'] },
  { argv: ['deploy', '--dry-run'] },
  { argv: ['status'] },
  { argv: ['doctor'] },
  { argv: ['rotate'] },
  { argv: ['revoke', 'ada'] },
  { argv: ['destroy', '--yes'] },
  { argv: ['synth', '--format', 'terraform'] },
  { argv: ['build', '--secrets-manager'] },
])('$argv does not, because it is about AWS', async ({ argv }) => {
  await startWorld();
  expect(await environmentAfter(argv)).toEqual({});
});
