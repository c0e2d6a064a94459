import { afterEach, describe, expect, it, vi } from 'vitest';
import { redactUsageError, runCli } from '../../../build/cli.js';
import { commands } from '../../../build/commands/index.js';
import { ConfigError, GateError } from '../../../build/host/errors.js';
import { fakeTerminal } from './commands/fake-terminal.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

afterEach(() => vi.restoreAllMocks());

async function cli(...argv: string[]) {
  const terminal = fakeTerminal();
  const status = await runCli(argv, terminal);
  return { status, out: terminal.lines.out.join('\n'), err: terminal.lines.err.join('\n') };
}

describe('the help and the version', () => {
  it('print the version of package.json', async () => {
    const { default: manifest } = await import('../../../package.json', {
      with: { type: 'json' },
    });
    expect(await cli('--version')).toEqual({ status: 0, out: manifest.version, err: '' });
  });

  it('list every command', async () => {
    const { status, out } = await cli('--help');
    expect(status).toBe(0);
    for (const name of ['build', 'preview', 'token', 'secret']) {
      expect(out).toContain(`\n  ${name} `);
    }
  });

  it('document every exit status', async () => {
    const { out } = await cli('--help');
    for (const text of ['0 ok', '1 unexpected', '2 usage', '3 build gate', '6 token refused']) {
      expect(out).toContain(text);
    }
  });

  it('show the options of a command with their defaults', async () => {
    const { status, out } = await cli('build', '--help');
    expect(status).toBe(0);
    expect(out).toContain('--out <folder>');
    expect(out).toContain('.spa-auth');
  });

  it.each([[['help']], [['-h']], [['help', '--help']]])('are printed for %j', async (argv) => {
    expect(await cli(...argv)).toEqual(await cli('--help'));
  });

  it.each([
    [
      ['help', 'build'],
      ['build', '--help'],
    ],
    [
      ['help', 'token'],
      ['token', '--help'],
    ],
    [
      ['help', 'token', 'issue'],
      ['token', 'issue', '--help'],
    ],
    [
      ['build', '-h'],
      ['build', '--help'],
    ],
    [['-v'], ['--version']],
  ])('of %j are those of %j', async (argv, same) => {
    const printed = await cli(...argv);
    expect(printed).toMatchObject({ status: 0, err: '' });
    expect(printed).toEqual(await cli(...same));
  });

  it('are printed as an error if no command is given', async () => {
    const { status, out, err } = await cli();
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Usage: pocket-spa-auth');
  });
});

describe('a wrong command line', () => {
  it.each([
    [['biuld'], "unknown command 'biuld' (Did you mean build?)"],
    [['build', '--stag', 'x'], "unknown option '--stag' (Did you mean --stage?)"],
    [['build', '--stage'], "option '--stage <name>' argument missing"],
    [
      ['build', 'extra'],
      'build: too many arguments: found "extra"; give the configuration file with --config',
    ],
    [['token', 'issue'], "missing required argument 'userId'"],
    [['preview', '--port', '8x'], '--port: found "8x"; allowed: a whole number, 0 to 65535'],
    [['preview', '--port', '65536'], '--port: found "65536"; allowed: a whole number, 0 to 65535'],
    [['preview', '--engine', 'v8'], '--engine: found "v8"; allowed: vm, njs or nginx'],
    [['build', '--out', ''], '--out: found empty text; give a value, or leave the option out'],
    [
      ['build', '--pocket-toml='],
      '--pocket-toml: found empty text; give a value, or leave the option out',
    ],
    [
      ['synth', '--format', 'sam'],
      '--format: found "sam"; allowed: cloudformation, terraform, cdk-snippet',
    ],
    [['./dist'], 'unknown command "./dist"'],
    [['help', 'biuld'], "unknown command 'biuld' (Did you mean build?)"],
    [['help', 'token', 'isue'], "unknown command 'isue' (Did you mean issue?)"],
    [
      ['token', 'issue', 'ada', '--max-age', '1h'],
      '--max-age: found "1h"; allowed: a whole number of seconds, 0 to 9007199254740991; 1h is 3600',
    ],
    [
      ['token', 'issue', 'ada', '--max-age', '-1'],
      '--max-age: found "-1"; allowed: a whole number of seconds, 0 to 9007199254740991',
    ],
    [
      ['revoke', 'ada', '--max-age', '1.5 days'],
      '--max-age: found "1.5 days"; allowed: a whole number of seconds, 0 to 34560000, which is 400 days; 1.5 days is 129600',
    ],
    [
      ['revoke', '--all-before', 'yesterday'],
      '--all-before: found "yesterday"; allowed: Unix seconds, a time with a time zone such as 2027-01-31T08:00:00Z, or now',
    ],
  ])('exits with 2 and prints one line: %j', async (argv, message) => {
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
  ])('is refused and not shown: case %#', async (argv) => {
    const { status, out, err } = await cli(...argv);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^pocket-spa-auth: \S/);
    expect(err).not.toContain(SECRET.slice(0, 8));
  });

  it('is refused with the reason', async () => {
    const { err } = await cli('token', 'check', SECRET);
    expect(err).toContain('on standard input');
    expect(err).toContain('other users of the machine can read arguments');
  });

  it('is removed from a quoted option, and its name remains', () => {
    expect(redactUsageError("error: unknown option '--colour=s3cr3t-t3xt'")).toBe(
      "unknown option '--colour'",
    );
    expect(redactUsageError("error: unknown command 's3cr3t'")).toBe(
      'unknown command of 6 characters',
    );
  });
});

/** What the terminal shows if `build` fails with this error. */
async function failBuild(error: unknown) {
  const build = commands.find((command) => command.name === 'build');
  if (!build || !('run' in build)) {
    throw new Error('the command build does not exist');
  }
  vi.spyOn(build, 'run').mockRejectedValue(error);
  const terminal = fakeTerminal();
  const status = await runCli(['build'], terminal);
  expect(terminal.lines.out).toEqual([]);
  return { status, lines: terminal.lines.err };
}

describe('an error of a command', () => {
  it('lists the problems of a configuration, and exits with 2', async () => {
    const error = new ConfigError('spa-auth.config.json', [
      { path: 'loginPath', text: 'found null' },
      { path: '', text: 'unknown key "x"' },
    ]);
    expect(await failBuild(error)).toEqual({
      status: 2,
      lines: [
        'pocket-spa-auth: spa-auth.config.json: loginPath: found null',
        'pocket-spa-auth: spa-auth.config.json: unknown key "x"',
      ],
    });
  });

  it('names the gate and the place, and exits with 3', async () => {
    expect(await failBuild(new GateError('syntax', 'line 3', 'const is not ES5.1'))).toEqual({
      status: 3,
      lines: ['pocket-spa-auth: gate syntax at line 3: const is not ES5.1'],
    });
  });

  it('shows the stack if it is unexpected, and exits with 1', async () => {
    const { status, lines } = await failBuild(new TypeError('x is not a function'));
    expect(status).toBe(1);
    expect(lines[0]).toMatch(
      /^pocket-spa-auth: unexpected error: TypeError: x is not a function\n {4}at /,
    );
  });

  it('is not shown if it is not an Error', async () => {
    expect(await failBuild('deadbeef')).toEqual({
      status: 1,
      lines: ['pocket-spa-auth: unexpected error: not an Error was thrown'],
    });
  });
});
