import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from './fake-terminal.js';

// The compiler has its own tests. Here it returns a fixed result.
const buildEdgeFunction = vi.hoisted(() => vi.fn());

vi.mock('../../../../build/compile/build.js', () => ({ buildEdgeFunction }));

const RESULT = {
  code: 'function handler(){}\n',
  manifest: { name: 'pocket-spa-auth', runtime: 'cloudfront-js-2.0', secret: 'kvs' },
  report: {
    bytes: 3210,
    limit: 10_240,
    features: [
      { name: 'core', bytes: 2100 },
      { name: 'loopGuard', bytes: 1110 },
    ],
    gates: ['syntax', 'size'],
    warnings: [] as string[],
    publicRoutes: ['/login', '/help/*'],
  },
};

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-build-'));
  buildEdgeFunction.mockReset().mockResolvedValue(RESULT);
});

afterEach(() => rm(cwd, { recursive: true }));

async function cli(...argv: string[]) {
  return cliWith({}, ...argv);
}

async function cliWith(env: Record<string, string>, ...argv: string[]) {
  const terminal = fakeTerminal({ cwd, env });
  const status = await runCli(['build', ...argv], terminal);
  return { status, out: terminal.lines.out.join('\n'), err: terminal.lines.err };
}

describe('build', () => {
  it('--library writes a module with the check and its types instead', async () => {
    const code = 'async function handler(e) { return e.request; }\n';
    buildEdgeFunction.mockResolvedValue({ ...RESULT, code });
    const { status, out } = await cli('--library', '--json');
    expect(status).toBe(0);
    const folder = join(cwd, '.spa-auth');
    expect((await readdir(folder)).sort()).toEqual(['.gitignore', 'library.d.ts', 'library.js']);
    expect(await readFile(join(folder, 'library.js'), 'utf8')).toBe(
      'async function check(e) { return e.request; }\nexport { check };\n',
    );
    expect(JSON.parse(out).files).toEqual({
      code: join(folder, 'library.js'),
      types: join(folder, 'library.d.ts'),
    });
  });

  it('writes the function and its manifest, and keeps both out of git', async () => {
    expect(await cli()).toMatchObject({ status: 0, err: [] });
    const folder = join(cwd, '.spa-auth');
    expect((await readdir(folder)).sort()).toEqual([
      '.gitignore',
      'manifest.json',
      'viewer-request.js',
    ]);
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
    expect(await readFile(join(folder, 'viewer-request.js'), 'utf8')).toBe(RESULT.code);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toEqual(RESULT.manifest);
  });

  it('reports the size and its limit, the size of each feature, and the gates', async () => {
    const { out } = await cli();
    expect(out.split('\n')).toEqual([
      '.spa-auth/viewer-request.js  cloudfront-js-2.0, secret kvs',
      '',
      '3,210 of 10,240 bytes (31 %)',
      '  core       2,100',
      '  loopGuard  1,110',
      '',
      'the page of spaFallback is served without a token on: /login, /help/*',
      '',
      'passed  syntax, size',
    ]);
  });

  it('prints one JSON object, without the code', async () => {
    const { out } = await cli('--json', '--out', 'x');
    expect(JSON.parse(out)).toEqual({
      files: { code: join(cwd, 'x/viewer-request.js'), manifest: join(cwd, 'x/manifest.json') },
      manifest: RESULT.manifest,
      report: RESULT.report,
    });
  });

  it('passes the configuration and the stage to the compiler', async () => {
    await cli('--config', 'a.json', '--stage', 'prd');
    expect(buildEdgeFunction).toHaveBeenCalledWith({ config: 'a.json', stage: 'prd', cwd });
    await cli();
    expect(buildEdgeFunction).toHaveBeenLastCalledWith({ cwd });
  });

  it('passes a pocket.toml and the name of its table to the compiler', async () => {
    await cli('--pocket-toml', 'pocket.toml', '--name', 'web', '--stage', 'prd');
    expect(buildEdgeFunction).toHaveBeenCalledWith({
      pocketToml: { file: 'pocket.toml', name: 'web' },
      stage: 'prd',
      cwd,
    });
    await cli('--pocket-toml', 'pocket.toml');
    expect(buildEdgeFunction).toHaveBeenLastCalledWith({
      pocketToml: { file: 'pocket.toml' },
      cwd,
    });
  });

  it.each([
    [['--config', 'a', '--pocket-toml', 'b'], '--pocket-toml replaces --config; give only one'],
    [['--name', 'web'], '--name chooses a table of a pocket.toml; give --pocket-toml too'],
  ])('refuses the contradicting options %j', async (argv, message) => {
    const { status, err } = await cli(...argv);
    expect(status).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain(message);
    expect(buildEdgeFunction).not.toHaveBeenCalled();
  });

  it('prints warnings on standard error', async () => {
    const report = { ...RESULT.report, warnings: ['9,000 bytes'] };
    buildEdgeFunction.mockResolvedValue({ ...RESULT, report });
    const { err, out } = await cli('--json');
    expect(err).toEqual(['pocket-spa-auth: warning: 9,000 bytes']);
    expect(JSON.parse(out).report).toEqual(report);
  });

  it.runIf(process.platform !== 'win32')(
    'lets only the owner read a function with an embedded secret',
    async () => {
      const mode = async () => (await stat(join(cwd, '.spa-auth/viewer-request.js'))).mode & 0o777;
      await cli();
      expect((await mode()) & 0o600).toBe(0o600);
      const manifest = { ...RESULT.manifest, secret: 'embedded' };
      buildEdgeFunction.mockResolvedValue({ ...RESULT, manifest });
      await cli();
      expect(await mode()).toBe(0o600);
    },
  );

  it('leaves the old file and no other file if it cannot write', async () => {
    await mkdir(join(cwd, 'out/viewer-request.js/x'), { recursive: true });
    const { status, err } = await cli('--out', 'out');
    expect(status).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain('viewer-request.js cannot be written');
    expect(await readdir(join(cwd, 'out'))).toEqual(['viewer-request.js']);
  });

  it('writes nothing if the build fails', async () => {
    buildEdgeFunction.mockRejectedValue(new Error('no'));
    await writeFile(join(cwd, 'x'), '');
    expect((await cli()).status).toBe(1);
    expect(await readdir(cwd)).toEqual(['x']);
  });
});

const EMBEDDED = { ...RESULT, manifest: { ...RESULT.manifest, secret: 'embedded' } };

describe('the output folder of build', () => {
  it('is beside the configuration, wherever the command runs', async () => {
    await mkdir(join(cwd, 'apps/shop'), { recursive: true });
    await cli('--config', 'apps/shop/my.config.json');
    expect(await readdir(cwd)).toEqual(['apps']);
    expect(await readdir(join(cwd, 'apps/shop/.spa-auth'))).toContain('viewer-request.js');
  });

  it('keeps the .gitignore that somebody has changed', async () => {
    await mkdir(join(cwd, '.spa-auth'));
    await writeFile(join(cwd, '.spa-auth/.gitignore'), 'viewer-request.js\n');
    await cli();
    expect(await readFile(join(cwd, '.spa-auth/.gitignore'), 'utf8')).toBe('viewer-request.js\n');
  });

  it('gets no .gitignore if it is chosen with --out', async () => {
    await cli('--out', 'edge');
    expect((await readdir(join(cwd, 'edge'))).sort()).toEqual([
      'manifest.json',
      'viewer-request.js',
    ]);
  });

  it.each([
    ['a file', 'file', 'it is not a folder'],
    ['below a file', 'file/edge', 'ENOTDIR'],
    ['a link to nothing', 'broken', 'E'],
  ])('is checked before the compilation: %s', async (_, out, reason) => {
    await writeFile(join(cwd, 'file'), '');
    await symlink(join(cwd, 'nowhere/at/all'), join(cwd, 'broken'));
    const { status, err } = await cli('--out', out);
    expect(status).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain(`the output folder ${JSON.stringify(join(cwd, out))} cannot be`);
    expect(err[0]).toContain(`(${reason}`);
    expect(buildEdgeFunction).not.toHaveBeenCalled();
    expect((await readdir(cwd)).sort()).toEqual(['broken', 'file']);
  });

  it.each(['viewer-request.js', 'manifest.json'])(
    'is checked before the compilation for a folder of the name %s',
    async (name) => {
      await mkdir(join(cwd, 'edge', name), { recursive: true });
      const { status, err } = await cli('--out', 'edge');
      expect([status, err]).toEqual([
        2,
        [
          `pocket-spa-auth: ${join(cwd, 'edge', name)} cannot be written, because it is a folder; remove it, or give another place with --out`,
        ],
      ]);
      expect(buildEdgeFunction).not.toHaveBeenCalled();
    },
  );

  it('may have a link to a folder in the place of a file, which is replaced', async () => {
    await mkdir(join(cwd, 'edge/a'), { recursive: true });
    await symlink(join(cwd, 'edge/a'), join(cwd, 'edge/manifest.json'));
    expect((await cli('--out', 'edge')).status).toBe(0);
    expect((await readdir(join(cwd, 'edge'))).sort()).toEqual([
      'a',
      'manifest.json',
      'viewer-request.js',
    ]);
  });

  it.each([
    ['the site', 'dist'],
    ['a folder of the site', 'dist/a/b'],
    ['a link into the site', 'link/edge'],
    ['a link in the site', 'dist/outside'],
  ])('of an embedded function is not %s', async (_, out) => {
    await mkdir(join(cwd, 'dist'));
    await mkdir(join(cwd, 'elsewhere'));
    await writeFile(join(cwd, 'dist/index.html'), '');
    // Some builds write one, so a package.json in the site does not make it the project.
    await writeFile(join(cwd, 'dist/package.json'), '{"type":"module"}');
    await symlink(join(cwd, 'dist'), join(cwd, 'link'));
    await symlink(join(cwd, 'elsewhere'), join(cwd, 'dist/outside'));
    buildEdgeFunction.mockResolvedValue(EMBEDDED);
    const { status, err } = await cli('--out', out);
    expect(status).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain(`--out: the folder "${out}" is part of the site`);
    expect(await readdir(join(cwd, 'elsewhere'))).toEqual([]);
    expect((await readdir(join(cwd, 'dist'))).sort()).toEqual([
      'index.html',
      'outside',
      'package.json',
    ]);
  });

  it('of an embedded function may lie in the project, where Vite keeps index.html', async () => {
    await mkdir(join(cwd, 'config'));
    await writeFile(join(cwd, 'index.html'), '');
    await writeFile(join(cwd, 'package.json'), '{}');
    buildEdgeFunction.mockResolvedValue(EMBEDDED);
    expect(await cli('--out', 'edge')).toMatchObject({ status: 0, err: [] });
    expect(await cli('--config', 'config/a.json')).toMatchObject({ status: 0, err: [] });
  });

  it('of a function without a secret may lie in the site, with a warning', async () => {
    await mkdir(join(cwd, 'dist'));
    await writeFile(join(cwd, 'dist/index.html'), '');
    const { status, err } = await cli('--out', 'dist/edge');
    expect(status).toBe(0);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain(`dist/edge is part of the site in ${join(cwd, 'dist')}`);
  });
});

describe('a build in a folder without a configuration', () => {
  it('warns if a folder around it has one', async () => {
    await mkdir(join(cwd, 'src/app'), { recursive: true });
    await writeFile(join(cwd, 'spa-auth.config.mjs'), 'export default {}');
    const terminal = fakeTerminal({ cwd: join(cwd, 'src/app') });
    expect(await runCli(['build'], terminal)).toBe(0);
    expect(terminal.lines.err).toEqual([
      'pocket-spa-auth: warning: this folder has no configuration, so the defaults apply; to use the one of a folder around it: --config ../../spa-auth.config.mjs',
    ]);
    const chosen = fakeTerminal({ cwd: join(cwd, 'src/app') });
    await runCli(['build', '--config', '../../spa-auth.config.mjs'], chosen);
    expect(chosen.lines.err).toEqual([]);
  });
});

describe('the .env of build', () => {
  const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

  it.each([
    ['is read', {}, `SPA_TOKEN_SECRET=${SECRET}\n`, SECRET],
    [
      'is read if the variable is empty',
      { SPA_TOKEN_SECRET: '' },
      `SPA_TOKEN_SECRET=${SECRET}`,
      SECRET,
    ],
    ['may be from Windows', {}, `\uFEFFSPA_TOKEN_SECRET="${SECRET}"\r\nA=1\r\n`, SECRET],
    ['yields to a variable', { SPA_TOKEN_SECRET: 'a1' }, `SPA_TOKEN_SECRET=${SECRET}`, 'a1'],
    ['may lack the variable', {}, 'A=1', undefined],
  ])('%s', async (_, env, text, secret) => {
    await writeFile(join(cwd, '.env'), text);
    const { out, err } = await cliWith(env, '--json');
    expect(buildEdgeFunction.mock.lastCall![0].secret).toBe(secret);
    expect(out + err.join()).not.toContain(SECRET.slice(0, 8));
  });

  it('is the one beside the configuration', async () => {
    await mkdir(join(cwd, 'shop'));
    await writeFile(join(cwd, '.env'), 'SPA_TOKEN_SECRET=a1');
    await writeFile(join(cwd, 'shop/.env'), 'SPA_TOKEN_SECRET=b2');
    await cli('--config', 'shop/my.config.json');
    expect(buildEdgeFunction.mock.lastCall![0].secret).toBe('b2');
    await cli('--pocket-toml', 'shop/pocket.toml');
    expect(buildEdgeFunction.mock.lastCall![0].secret).toBe('b2');
  });

  it('is refused if it cannot be read', async () => {
    await mkdir(join(cwd, '.env'));
    const { status, err } = await cli();
    expect({ status, err }).toEqual({
      status: 2,
      err: ['pocket-spa-auth: .env: cannot be read (EISDIR)'],
    });
  });
});
