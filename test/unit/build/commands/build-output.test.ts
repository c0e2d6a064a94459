import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { buildEdgeFunction, cli, cwd, RESULT } from './run-build.js';

vi.mock('../../../../build/compile/build.js', () => import('./run-build.js'));

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
