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
function start(): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const options = { env: { PATH: programs } };
  return new Promise((resolve) => {
    execFile(process.execPath, ['examples/django/start.js'], options, (error, stdout, stderr) =>
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
