import { execFile, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SERVER = 'examples/django/server';
const UNITS = ['quayside-web', 'quayside-chat', 'quayside-worker'];
const { href } = new URL('../../../examples/django/run/server/unit.js', import.meta.url);

// Plain JavaScript without types, so it is imported by URL.
const { readUnit, environment } = await import(href);

let root: string;
const at = (path: string) => join(root, path);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'units-'));
  await cp(`${SERVER}/systemd`, at('etc/systemd/system'), { recursive: true });
});

afterEach(() => rm(root, { recursive: true }));

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.skipIf(!hasSystemd)('systemd', () => {
  const analyze = (...args: string[]) =>
    promisify(execFile)('systemd-analyze', [`--root=${root}`, ...args]);

  beforeEach(async () => {
    for (const program of [
      'srv/quayside/venv/bin/gunicorn',
      'srv/quayside/venv/bin/daphne',
      'bin/sh',
      'srv/quayside/venv/bin/python',
    ]) {
      await mkdir(dirname(at(program)), { recursive: true });
      await writeFile(at(program), '#!/bin/sh\n');
      await chmod(at(program), 0o755);
    }
  });

  it.each(UNITS)('accepts every line of %s', async (name) => {
    const verify = () => analyze('verify', '--recursive-errors=no', `${name}.service`);
    expect((await verify()).stderr).toBe('');
    const common = at('etc/systemd/system/quayside-.service.d/common.conf');
    const text = await readFile(common, 'utf8');
    await writeFile(common, text.replace('NoNewPrivileges', 'NoNewPrivilege'));
    await expect(verify()).rejects.toThrow("Unknown key 'NoNewPrivilege'");
  });

  it.each(UNITS)('counts what %s may do beyond its task as little', async (name) => {
    // 10 is a service without a limit; it calls what is below 2 "OK".
    await analyze('security', '--offline=yes', '--threshold=19', `${name}.service`);
  });
});

describe('the reader of units', () => {
  const read = (name = 'quayside-web') => readUnit(at('etc/systemd/system'), name);

  beforeEach(async () => {
    const common = at('etc/systemd/system/quayside-.service.d/common.conf');
    const text = await readFile(common, 'utf8');
    await writeFile(common, text.replaceAll('/etc/quayside', at('etc/quayside')));
    await mkdir(at('etc/quayside'));
    await writeFile(at('etc/quayside/quayside.env'), '# a note\n\nONE=1\nTWO=a=b c\nONE=2\n');
    await writeFile(at('etc/quayside/secrets.env'), 'SECRET=s\nCONN_MAX_AGE=5\n');
  });

  it('finds the command, the folders and the environment, as systemd does', async () => {
    const unit = await read();
    expect(unit).toMatchObject({
      cwd: '/srv/quayside/backend',
      runtimeDirectories: ['quayside-web'],
      env: { ONE: '2', TWO: 'a=b c', SECRET: 's', CONN_MAX_AGE: '5' },
    });
    expect(unit.command[0]).toBe('/srv/quayside/venv/bin/gunicorn');
    expect(unit.command.slice(-1)).toEqual(['quayside.wsgi']);
    expect(Object.keys(environment(unit)).sort()).toEqual(
      ['CONN_MAX_AGE', 'LANG', 'ONE', 'PATH', 'SECRET', 'TWO'].sort(),
    );
  });

  it.each(['/bin/sh -c "exit"', '/bin/echo %n', '/bin/echo $HOME', '/bin/a\nExecStart=/bin/b'])(
    'refuses what only systemd can do: %j',
    async (command) => {
      const file = at('etc/systemd/system/quayside-web.service');
      const text = await readFile(file, 'utf8');
      await writeFile(
        file,
        text.replace(/^ExecStart=.*$/m, () => `ExecStart=${command}`),
      );
      await expect(read()).rejects.toThrow('quayside-web.service: ExecStart');
    },
  );

  it('refuses a unit without its environment', async () => {
    await rm(at('etc/quayside/secrets.env'));
    await expect(read()).rejects.toThrow('secrets.env');
  });
});
