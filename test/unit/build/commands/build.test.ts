import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { fakeTerminal } from './fake-terminal.js';
import { buildEdgeFunction, cli, cliWith, cwd, RESULT } from './run-build.js';

vi.mock('../../../../build/compile/build.js', () => import('./run-build.js'));

describe('build', () => {
  it('--library writes a module with the check and its types instead', async () => {
    const code = 'async function handler(e) { return e.request; }\n';
    buildEdgeFunction.mockResolvedValue({ ...RESULT, code });
    const { status, out } = await cli('--library', '--json');
    expect(status).toBe(0);
    const folder = join(cwd, '.spa-auth');
    expect((await readdir(folder)).sort()).toEqual(['.gitignore', 'library.d.ts', 'library.js']);
    expect(await readFile(join(folder, 'library.js'), 'utf8')).toBe(
      'var check=function(){async function check(e) { return e.request; }\nreturn check}();\nexport { check };\n',
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
