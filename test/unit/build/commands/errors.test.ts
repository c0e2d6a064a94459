import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { commands } from '../../../../build/commands/index.js';
import { ConfigError, GateError } from '../../../../build/host/errors.js';
import { withPeer, withPeers } from '../../../../build/host/packages.js';
import { fakeTerminal } from './terminal.js';

afterEach(() => vi.restoreAllMocks());

/** What the terminal shows when `build` fails with an error. */
async function told(error: unknown) {
  const build = commands.find((command) => command.name === 'build');
  if (!build || !('run' in build)) {
    throw new Error('there is no command build');
  }
  vi.spyOn(build, 'run').mockRejectedValue(error);
  const terminal = fakeTerminal();
  const status = await runCli(['build'], terminal);
  expect(terminal.lines.out).toEqual([]);
  return { status, lines: terminal.lines.err };
}

describe('how an error ends a command', () => {
  it('lists the problems of a configuration, exit 2', async () => {
    const error = new ConfigError('spa-auth.config.json', [
      { path: 'loginPath', text: 'found null' },
      { path: '', text: 'unknown key "x"' },
    ]);
    expect(await told(error)).toEqual({
      status: 2,
      lines: [
        'pocket-spa-auth: spa-auth.config.json: loginPath: found null',
        'pocket-spa-auth: spa-auth.config.json: unknown key "x"',
      ],
    });
  });

  it('names gate and place, exit 3', async () => {
    expect(await told(new GateError('syntax', 'line 3', 'const is not ES5.1'))).toEqual({
      status: 3,
      lines: ['pocket-spa-auth: gate syntax at line 3: const is not ES5.1'],
    });
  });

  it('shows name and stack of an unexpected error, exit 1', async () => {
    const { status, lines } = await told(new TypeError('x is not a function'));
    expect(status).toBe(1);
    expect(lines[0]).toMatch(
      /^pocket-spa-auth: unexpected error: TypeError: x is not a function\n {4}at /,
    );
  });

  it('survives something that is not an Error', async () => {
    expect(await told('deadbeef')).toEqual({
      status: 1,
      lines: ['pocket-spa-auth: unexpected error: not an Error was thrown'],
    });
  });
});

describe('an optional package that is not there', () => {
  const missing = (name: string) =>
    Object.assign(new Error(`Cannot find package '${name}' imported from x`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });

  it('gives the line that installs it, exit 2', async () => {
    await expect(
      withPeer('esbuild', () => Promise.reject(missing('esbuild'))),
    ).rejects.toMatchObject({
      message: 'esbuild is not installed; run: npm install --save-dev esbuild',
      exitCode: 2,
    });
  });

  it('is named with all the others that are missing', async () => {
    const loads = {
      there: async () => 1,
      'left-out': () => Promise.reject(missing('left-out')),
      'and-another': () => Promise.reject(missing('and-another')),
    };
    await expect(withPeers(loads)).rejects.toMatchObject({
      message:
        'left-out, and-another are not installed; run: npm install --save-dev left-out and-another',
      exitCode: 2,
    });
  });

  it('leaves every other failure as it is', async () => {
    const other = missing('@esbuild/linux-x64');
    await expect(withPeer('esbuild', () => Promise.reject(other))).rejects.toBe(other);
  });
});
