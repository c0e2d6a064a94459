import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { loadConfig } from '../../../../build/config/load.js';
import { fakeTerminal } from '../commands/fake-terminal.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-init-'));
});

afterEach(() => rm(cwd, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(cwd, name), text);
const read = (name: string) => readFile(join(cwd, name), 'utf8');
const git = (...args: string[]) => execFileSync('git', args, { cwd });

async function init(...argv: string[]) {
  const terminal = fakeTerminal({ cwd });
  const status = await runCli(['init', ...argv], terminal);
  const out = terminal.lines.out.join('\n');
  const err = terminal.lines.err.join('\n');
  const secret = /^SPA_TOKEN_SECRET=([\da-f]{64})/m.exec(await read('.env').catch(() => ''))?.[1];
  if (secret !== undefined) {
    expect(out + err).not.toContain(secret);
  }
  return { status, out, err };
}

const ALL = [
  ...['--site', 'web', '--login-path', '/login', '--backend-path', '/rest/*'],
  ...['--secret', 'embedded', '--framework', 'hono'],
];

describe('the files of init', () => {
  it('hold the answers, and the loader reads them', async () => {
    const { status, err } = await init(...ALL);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect((await readdir(cwd)).sort()).toEqual(['.env', '.gitignore', 'spa-auth.config.ts']);
    const { config } = await loadConfig({ cwd });
    expect(config).toMatchObject({
      loginPath: '/login',
      backendPaths: ['/rest/*'],
      secret: 'embedded',
    });
    expect(await read('.env')).toMatch(/^SPA_TOKEN_SECRET=[\da-f]{64}\n$/);
    expect((await stat(join(cwd, '.env'))).mode & 0o077).toBe(0);
    expect(await read('.gitignore')).toBe('.env\n.spa-auth/\n');
  });

  it.each(["/it's", '/a"b'.replace('"', '%22'), 'https://login.example.com/in?a=b'])(
    'hold the login path %s',
    async (path) => {
      await init('--yes', '--login-path', path);
      expect((await loadConfig({ cwd })).config.loginPath).toBe(path);
    },
  );

  it('stay as they are in a second run', async () => {
    await init('--yes');
    const before = [await read('.env'), await read('.gitignore'), await read('spa-auth.config.ts')];
    const { status, out } = await init('--yes');
    expect(status).toBe(0);
    expect(out).toContain('kept     spa-auth.config.ts\n');
    expect(out).toContain('kept     .gitignore');
    expect(out).toContain('kept     .env  its SPA_TOKEN_SECRET\n');
    expect(out).not.toContain('had no effect');
    const after = [await read('.env'), await read('.gitignore'), await read('spa-auth.config.ts')];
    expect(after).toEqual(before);
  });

  it('are compared with the answers of a second run', async () => {
    await init('--yes');
    const { status, out } = await init(...ALL);
    expect(status).toBe(0);
    expect(out).toContain('spa-auth.config.ts was kept, so these options had no effect');
    expect(out).toContain('loginPath is "/api/auth/login", and --login-path says "/login"');
    expect(out).toContain('backendPaths is ["/api/*"], and --backend-path says "/rest/*"');
    expect(out).toContain('secret is "kvs", and --secret says "embedded"');
  });

  it('include the configuration that is there, whatever its format', async () => {
    await write('spa-auth.config.json', '{"loginPath":"x"}');
    const { status, out } = await init('--yes');
    expect(status).toBe(0);
    expect(await readdir(cwd)).not.toContain('spa-auth.config.ts');
    expect(out).toContain('spa-auth.config.json cannot be used as it is: ');
  });
});

describe('the .env of init', () => {
  it.each([
    ['', /^SPA_TOKEN_SECRET=[\da-f]{64}\n$/],
    ['A=1', /^A=1\nSPA_TOKEN_SECRET=[\da-f]{64}\n$/],
    ['A=1\nSPA_TOKEN_SECRET=\nB=2\n', /^A=1\nB=2\nSPA_TOKEN_SECRET=[\da-f]{64}\n$/],
    ['# SPA_TOKEN_SECRET=x\n', /^# SPA_TOKEN_SECRET=x\nSPA_TOKEN_SECRET=[\da-f]{64}\n$/],
  ])('gets a secret if its text is %j', async (text, expected) => {
    await write('.env', text);
    const { out } = await init('--yes');
    expect(out).toContain('changed  .env  a new SPA_TOKEN_SECRET');
    expect(await read('.env')).toMatch(expected);
  });

  it.each([`SPA_TOKEN_SECRET=${SECRET}`, `A=1\r\nexport SPA_TOKEN_SECRET="${SECRET}"\r\n`])(
    'keeps its secret: case %#',
    async (text) => {
      await write('.env', text);
      await init('--yes');
      expect(await read('.env')).toBe(text);
    },
  );

  it('keeps a secret that cannot be used, and says so', async () => {
    await write('.env', 'SPA_TOKEN_SECRET=hunter2');
    const { status, out } = await init('--yes');
    expect(status).toBe(0);
    expect(await read('.env')).toBe('SPA_TOKEN_SECRET=hunter2');
    expect(out).toContain('delete its line and run init again');
    expect(out).not.toContain('hunter2');
  });

  it('may be a link', async () => {
    await mkdir(join(cwd, 'shared'));
    await write('shared/env', 'A=1\n');
    await symlink(join(cwd, 'shared/env'), join(cwd, '.env'));
    await init('--yes');
    expect(await read('shared/env')).toMatch(/^A=1\nSPA_TOKEN_SECRET=/);
  });

  it('gets no secret if git tracks it, and nothing else is written', async () => {
    git('init', '-q');
    await write('.env', 'A=1\n');
    git('add', '.env');
    const { status, err } = await init('--yes');
    expect(status).toBe(2);
    expect(err).toContain('git rm --cached .env');
    expect((await readdir(cwd)).sort()).toEqual(['.env', '.git']);
    expect(await read('.env')).toBe('A=1\n');
  });
});

describe('the .gitignore of init', () => {
  it.each([
    ['node_modules', 'node_modules\n.env\n.spa-auth/\n'],
    ['.env\n', '.env\n.spa-auth/\n'],
    ['/.env\n.spa-auth\n', '/.env\n.spa-auth\n'],
  ])('of %j becomes %j without a repository', async (before, after) => {
    await write('.gitignore', before);
    await init('--yes');
    expect(await read('.gitignore')).toBe(after);
  });

  it.each([
    ['.e*\n.spa*\n', '.e*\n.spa*\n'],
    ['.env*\n!.env\n', '.env*\n!.env\n.env\n.spa-auth/\n'],
  ])('of %j becomes %j, as git reads it', async (before, after) => {
    git('init', '-q');
    await write('.gitignore', before);
    await init('--yes');
    expect(await read('.gitignore')).toBe(after);
    expect(git('status', '--short', '--untracked-files=all').toString()).not.toMatch(/\.env$/m);
  });

  it('is not needed in a folder of a repository that ignores both', async () => {
    git('init', '-q');
    await write('.gitignore', '.env\n.spa-auth/\n');
    await mkdir(join(cwd, 'app'));
    const terminal = fakeTerminal({ cwd: join(cwd, 'app') });
    expect(await runCli(['init', '--yes'], terminal)).toBe(0);
    expect((await readdir(join(cwd, 'app'))).sort()).toEqual(['.env', 'spa-auth.config.ts']);
  });
});

describe('the defaults of init', () => {
  it.each([
    [{ 'build/index.html': '' }, 'build', 'other'],
    [{ 'dist/index.html': '', 'public/index.html': '' }, 'dist', 'other'],
    [{ 'dist/a.js': '', 'out/index.html': '' }, 'out', 'other'],
    [{ 'package.json': '{"dependencies":{"fastify":"5"}}' }, 'dist', 'fastify'],
    [{ 'package.json': '{"devDependencies":{"hono":"4","vite":"7"}}' }, 'dist', 'hono'],
    [{ 'package.json': '{"dependencies":{"@nestjs/core":"11"}}' }, 'dist', 'express'],
    [{ 'package.json': '{"dependencies":{"next":"16"}}' }, 'dist', 'fetch'],
    [{ 'package.json': 'no JSON' }, 'dist', 'other'],
    [{ 'manage.py': '' }, 'dist', 'django'],
    [{ 'Cargo.toml': '' }, 'dist', 'rust'],
  ])('of %j are %s and %s', async (files, site, framework) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(cwd, name, '..'), { recursive: true });
      await write(name, text);
    }
    const { status, err } = await init();
    expect(status).toBe(2);
    expect(err).toContain(
      `init: this terminal cannot ask; give the missing answers, or --yes for these defaults: --site ${site} --login-path /api/auth/login --backend-path '/api/*' --secret kvs --framework ${framework}`,
    );
    const { out } = await init('--yes');
    expect(out).toContain(`npx pocket-spa-auth preview --root ${site}`);
    expect(out).toContain(`(${framework}):`);
  });

  it('are asked for one by one', async () => {
    const { err } = await init('--site', 'web', '--secret', 'kvs', '--framework', 'koa');
    expect(err).toContain("defaults: --login-path /api/auth/login --backend-path '/api/*'");
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe('an answer that cannot be used', () => {
  it.each([
    [['--login-path', 'login'], '--login-path: found "login": it does not begin with "/"; allowed'],
    [['--login-path', '/in#a'], '--login-path: found "/in#a": it contains a fragment'],
    [['--login-path', '/in?next=1'], 'loginPath: found "/in?next=1": its query already contains'],
    [['--backend-path', '/a*b'], '--backend-path: found "/a*b": it contains a "*" before its end'],
    [['--backend-path', '/*'], '--backend-path: found "/*": it would leave no path to the app'],
    [['--framework', 'rails'], '--framework: found "rails"; allowed: express, fastify'],
    [
      ['--secret', SECRET],
      '--secret: found another text; allowed: kvs, embedded; the secret itself',
    ],
    [['--site', 'file'], '--site: found "file": it is not a folder; allowed: a folder'],
    [['--site', ''], '--site: found empty text'],
    [['web'], 'init: too many arguments: found "web"; it works in the current folder'],
  ])('is named, and nothing is written: %j', async (argv, message) => {
    await write('file', '');
    const { status, out, err } = await init('--yes', ...argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain(SECRET.slice(0, 8));
    expect(await readdir(cwd)).toEqual(['file']);
  });

  it('is a file that cannot be written', async () => {
    await mkdir(join(cwd, '.gitignore'));
    const { status, err } = await init('--yes');
    expect({ status, err }).toEqual({
      status: 2,
      err: 'pocket-spa-auth: init: .gitignore cannot be read (EISDIR)',
    });
    expect(await readdir(cwd)).not.toContain('.env');
  });
});
