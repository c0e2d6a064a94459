import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from '../commands/terminal.js';

beforeEach(() => {
  vi.stubEnv('POCKET_NJS', '/nowhere/njs');
  vi.stubEnv('SPA_TOKEN_SECRET', '0123456789abcdef'.repeat(4));
});

afterEach(() => vi.unstubAllEnvs());

describe('where there is no njs', () => {
  it.each([
    ['build', []],
    ['preview', ['--root', '.', '--port', '0']],
  ])('%s --engine njs says how to get it in one line and exits 2', async (command, more) => {
    const terminal = fakeTerminal({ cwd: import.meta.dirname, env: process.env });
    expect(await runCli([command, '--engine', 'njs', ...more], terminal)).toBe(2);
    expect(terminal.lines.out).toEqual([]);
    expect(terminal.lines.err).toHaveLength(1);
    expect(terminal.lines.err[0]).toMatch(
      /no njs on this machine; .*apt-get install njs.*POCKET_NJS/,
    );
  });

  // Node prints a version too, but one that begins with "v".
  it('another program is no njs', async () => {
    vi.stubEnv('POCKET_NJS', process.execPath);
    const terminal = fakeTerminal({ cwd: import.meta.dirname });
    expect(await runCli(['build', '--engine', 'njs'], terminal)).toBe(2);
    expect(terminal.lines.err.join()).toContain('no njs');
  });
});

it('an engine of another name is refused', async () => {
  const terminal = fakeTerminal();
  expect(await runCli(['build', '--engine', 'v8'], terminal)).toBe(2);
  expect(terminal.lines.err.join()).toContain('allowed: vm or njs');
});
