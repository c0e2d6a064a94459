import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from '../commands/fake-terminal.js';

beforeEach(() => {
  vi.stubEnv('POCKET_NJS', '/nowhere/njs');
  vi.stubEnv('SPA_TOKEN_SECRET', '0123456789abcdef'.repeat(4));
});

afterEach(() => vi.unstubAllEnvs());

describe('the option --engine njs without njs', () => {
  it.each([
    ['build', []],
    ['preview', ['--root', '.', '--port', '0']],
  ])('makes %s exit with 2 and say in one line how to get njs', async (command, options) => {
    const terminal = fakeTerminal({ cwd: import.meta.dirname, env: process.env });
    expect(await runCli([command, '--engine', 'njs', ...options], terminal)).toBe(2);
    expect(terminal.lines.out).toEqual([]);
    expect(terminal.lines.err).toHaveLength(1);
    expect(terminal.lines.err[0]).toMatch(
      /there is no njs on this machine; .*apt-get install njs.*POCKET_NJS/,
    );
  });

  // Node prints a version too, but it begins with "v".
  it('does not accept another program as njs', async () => {
    vi.stubEnv('POCKET_NJS', process.execPath);
    const terminal = fakeTerminal({ cwd: import.meta.dirname });
    expect(await runCli(['build', '--engine', 'njs'], terminal)).toBe(2);
    expect(terminal.lines.err.join()).toContain('no njs');
  });
});

it('refuses an engine of an unknown name', async () => {
  const terminal = fakeTerminal();
  expect(await runCli(['build', '--engine', 'v8'], terminal)).toBe(2);
  expect(terminal.lines.err.join()).toContain('allowed: vm or njs');
});
