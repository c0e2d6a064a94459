import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let programs: string;

beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), 'spa-auth-programs-'));
});

afterEach(() => rm(programs, { recursive: true }));

/** Puts a program on the path: a shell script with this text. */
async function install(name: string, script: string): Promise<void> {
  const file = join(programs, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** Starts the example with these programs alone. It must end before it begins with anything. */
function start(
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const places = { PATH: programs, POSTGRES_BIN: programs, POCKET_NGINX: join(programs, 'nginx') };
  const env = { ...places, ...variables };
  const all = ['examples/django/start.js', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const NEW_PYTHON = 'exit 0';
const OLD_PYTHON = 'case "$2" in *version_info*) exit 1;; esac';
const BARE_PYTHON = 'case "$2" in *venv*) exit 1;; esac';
const NO_PROGRAM = undefined;

it.each([
  [NEW_PYTHON, NO_PROGRAM, 'redis-server', 'redis-server', 'redis'],
  [OLD_PYTHON, 'exit 0', 'Python 3.11 or later', 'python3', 'python'],
  [BARE_PYTHON, 'exit 0', 'the Python module venv', 'python3-venv', 'python'],
  [
    NO_PROGRAM,
    NO_PROGRAM,
    'Python 3.11 or later, the Python module venv, redis-server',
    'python3 python3-venv redis-server',
    'python redis',
  ],
])('names at once what is missing: case %#', async (python, redis, what, debian, homebrew) => {
  if (python) {
    await install('python3', python);
  }
  if (redis) {
    await install('redis-server', redis);
  }
  expect(await start()).toEqual({
    status: 1,
    stdout: '',
    stderr: `The example needs ${what}. Run once:
  apt-get install ${debian}    (Debian, Ubuntu; as root)
  brew install ${homebrew}    (macOS)
`,
  });
});

const NGINX = (modules: string) => `echo "configure arguments: --modules-path=${modules}" >&2`;

it.each([
  [
    ['python3'],
    'redis-server, PostgreSQL, nginx, the njs module of nginx, openssl',
    'redis-server postgresql nginx libnginx-mod-http-js openssl',
  ],
  [
    ['python3', 'redis-server', 'openssl', 'initdb', 'nginx'],
    'the njs module of nginx',
    'libnginx-mod-http-js',
  ],
  [
    ['python3', 'redis-server', 'nginx', 'ngx_http_js_module.so'],
    'PostgreSQL, openssl',
    'postgresql openssl',
  ],
  [[], expect.stringContaining('Python 3.11 or later, '), expect.stringContaining('python3 ')],
])('names at once what a server lacks: case %#', async (installed, what, debian) => {
  for (const name of installed) {
    await install(name, name === 'nginx' ? NGINX(programs) : 'exit 0');
  }
  const { status, stdout, stderr } = await start(['--server']);
  expect([status, stdout]).toEqual([1, '']);
  // Homebrew's nginx has no njs.
  const [, needs, packages] =
    /^The example needs (.*)\. Run once:\n {2}apt-get install (.*) {4}\(Debian, Ubuntu; as root\)\n$/.exec(
      stderr,
    ) ?? [stderr];
  expect([needs, packages]).toEqual([what, debian]);
});

it.each([[['--servr']], [['--server', '8443']], [['8443', '--server']]])(
  'refuses the arguments %j',
  async (args) => {
    expect(await start(args)).toEqual({
      status: 2,
      stdout: '',
      stderr: `start.js takes --server or nothing; found ${args.map((arg) => `"${arg}"`).join(' ')}.\n`,
    });
  },
);

it.each(['8443 ', 'http', '65536', '-1'])('refuses the port "%s"', async (PORT) => {
  for (const args of [[], ['--server']]) {
    expect(await start(args, { PORT })).toEqual({
      status: 2,
      stdout: '',
      stderr: `PORT is "${PORT}". It is to be a whole number from 0 to 65535.\n`,
    });
  }
});

it.each([
  ['short'],
  ['5'.repeat(63)],
  ['5g'.repeat(32)],
  [`${'5b'.repeat(32)},${'c4'.repeat(32)}`],
])('refuses the secret of case %#, and does not show it', async (SPA_TOKEN_SECRET) => {
  for (const args of [[], ['--server']]) {
    expect(await start(args, { SPA_TOKEN_SECRET })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'SPA_TOKEN_SECRET is to be an even number of hex digits, 32 to 256 of them. Make one with: openssl rand -hex 32\n',
    });
  }
});
