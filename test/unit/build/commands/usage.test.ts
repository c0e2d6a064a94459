import { describe, expect, it } from 'vitest';
import { runCli, usageMessage } from '../../../../build/cli.js';
import { fakeTerminal } from './terminal.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

async function cli(...argv: string[]) {
  const terminal = fakeTerminal();
  const status = await runCli(argv, terminal);
  return { status, out: terminal.lines.out.join('\n'), err: terminal.lines.err.join('\n') };
}

describe('help and version', () => {
  it('prints the version of package.json', async () => {
    const { default: manifest } = await import('../../../../package.json', {
      with: { type: 'json' },
    });
    expect(await cli('--version')).toEqual({ status: 0, out: manifest.version, err: '' });
  });

  it('lists every command', async () => {
    const { status, out } = await cli('--help');
    expect(status).toBe(0);
    for (const name of ['build', 'preview', 'token', 'secret']) {
      expect(out).toContain(`\n  ${name} `);
    }
  });

  it('documents every exit status', async () => {
    const { out } = await cli('--help');
    for (const text of ['0 ok', '1 unexpected', '2 usage', '3 build gate', '6 token refused']) {
      expect(out).toContain(text);
    }
  });

  it('shows a command’s own help with its defaults', async () => {
    const { status, out } = await cli('build', '--help');
    expect(status).toBe(0);
    expect(out).toContain('--out <folder>');
    expect(out).toContain('dist/edge');
  });

  it('shows the help as an error where no command is given', async () => {
    const { status, out, err } = await cli();
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Usage: pocket-spa-auth');
  });
});

describe('wrong usage exits 2 with one line', () => {
  it.each([
    [['biuld'], "unknown command 'biuld' (Did you mean build?)"],
    [['build', '--stag', 'x'], "unknown option '--stag' (Did you mean --stage?)"],
    [['build', '--stage'], "option '--stage <name>' argument missing"],
    [['build', 'extra'], 'build: too many arguments; see --help'],
    [['token', 'issue'], "missing required argument 'userId'"],
    [
      ['preview', '--port', '8x'],
      '--port: found text of 2 characters; allowed: a whole number, 0 to 65535',
    ],
    [
      ['preview', '--port', '65536'],
      '--port: found text of 5 characters; allowed: a whole number, 0 to 65535',
    ],
  ])('%j', async (argv, message) => {
    expect(await cli(...argv)).toEqual({ status: 2, out: '', err: `pocket-spa-auth: ${message}` });
  });
});

describe('a secret or a token on the command line', () => {
  it.each([
    [['token', 'check', SECRET]],
    [['token', 'issue', 'alice', SECRET]],
    [['token', 'issue', 'alice', '--secret', SECRET]],
    [['token', 'check', `--token=${SECRET}`]],
    [['secret', 'generate', SECRET]],
    [['build', `--secret=${SECRET}`]],
    [['build', `--${SECRET}`]],
    [['build', `-${SECRET}`]],
    [['preview', '--port', SECRET]],
    [[SECRET]],
    [['token', SECRET]],
    [[`alice:9999999999:${SECRET}`]],
  ])('is refused and not repeated: case %#', async (argv) => {
    const { status, out, err } = await cli(...argv);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^pocket-spa-auth: \S/);
    expect(err).not.toContain(SECRET.slice(0, 8));
  });

  it('says why', async () => {
    const { err } = await cli('token', 'check', SECRET);
    expect(err).toContain('on standard input');
    expect(err).toContain('other users of the machine can read arguments');
  });

  it('keeps quoted names of options and drops their values', () => {
    expect(usageMessage("error: unknown option '--colour=s3cr3t-t3xt'")).toBe(
      "unknown option '--colour'",
    );
    expect(usageMessage("error: unknown command 's3cr3t'")).toBe('unknown command of 6 characters');
  });
});
