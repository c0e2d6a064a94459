import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { loadConfig } from '../../../../build/config/load.js';
import { fakeTerminal } from '../commands/fake-terminal.js';

const CANCEL = vi.hoisted(() => Symbol('cancel'));
const answers = vi.hoisted(() => [] as unknown[]);
const asked = vi.hoisted(() => [] as { message: string; validate?: (text: string) => unknown }[]);

// The library needs a terminal. Here it takes the answers from a list.
vi.mock('@clack/prompts', () => {
  const answer = async (question: (typeof asked)[number]) => {
    asked.push(question);
    return answers.shift();
  };
  return { text: answer, select: answer, isCancel: (value: unknown) => value === CANCEL };
});

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-ask-'));
  answers.length = 0;
  asked.length = 0;
});

afterEach(() => rm(cwd, { recursive: true }));

async function init(...argv: string[]) {
  const terminal = { ...fakeTerminal({ cwd }), canAsk: true };
  return { status: await runCli(['init', ...argv], terminal), err: terminal.lines.err };
}

describe('the questions of init', () => {
  it('are those without an option', async () => {
    answers.push('/login', 'embedded');
    const given = ['--site', 'web', '--backend-path', '/api/*', '--framework', 'koa'];
    expect(await init(...given)).toMatchObject({ status: 0 });
    expect(asked).toHaveLength(2);
    const { config } = await loadConfig({ cwd });
    expect(config).toMatchObject({ loginPath: '/login', secret: 'embedded' });
  });

  it('refuse what cannot be used, and take the default for an empty answer', async () => {
    answers.push('web', '/login', '/api/*', 'kvs', 'koa');
    await init();
    const login = asked[1]!;
    expect(login.validate?.('login')).toBe('it does not begin with "/"');
    expect(login.validate?.('')).toBeUndefined();
    expect(login.validate?.('/login')).toBeUndefined();
  });

  it('are not asked with --yes', async () => {
    expect((await init('--yes')).status).toBe(0);
    expect(asked).toEqual([]);
  });

  it('can be canceled, and nothing is written', async () => {
    answers.push('web', CANCEL);
    const { status, err } = await init();
    expect({ status, err }).toEqual({
      status: 2,
      err: ['pocket-spa-auth: init: canceled; nothing was written'],
    });
    expect(await readdir(cwd)).toEqual([]);
  });
});
