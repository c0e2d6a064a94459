import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildEdgeFunction } from '../../../../build/compile/build.js';
import { findExposedFile } from '../../../../build/compile/find-exposed.js';
import { resolveConfig } from '../../../../build/config/resolve.js';
import { compileModule } from '../../../../build/nginx/module.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

let root: string;
let embedded: string;
let withStore: string;

beforeAll(async () => {
  embedded = (await buildEdgeFunction({ config: { secret: 'embedded' }, secret: SECRET })).code;
  withStore = (await buildEdgeFunction({ config: {} })).code;
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'spa-auth-site-'));
  await write('index.html', '<!doctype html>');
});

afterEach(() => rm(root, { recursive: true }));

async function write(name: string, text: string) {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), text);
}

describe('a site', () => {
  it.each(['edge/viewer-request.js', 'a/b/c/d/renamed.txt', '.well-known/x', 'viewer-request'])(
    'exposes a built function as %s',
    async (name) => {
      await write(name, embedded);
      const expected = { file: join(root, name), content: 'function' };
      expect(await findExposedFile(root)).toEqual({ ...expected, holdsSecret: true });
      await write(name, withStore);
      expect(await findExposedFile(root)).toEqual({ ...expected, holdsSecret: false });
    },
  );

  it('exposes a function that a formatter has changed', async () => {
    const { code } = await transform(embedded, { legalComments: 'none' });
    expect(code).not.toContain('// pocket-spa-auth');
    await write('a.js', code);
    expect(await findExposedFile(root)).toMatchObject({ content: 'function', holdsSecret: true });
  });

  it.each(['.env', '.env.production'])('exposes the secret in %s', async (name) => {
    await write(name, `A=1\nexport SPA_TOKEN_SECRET = "${SECRET}"\n`);
    expect(await findExposedFile(root)).toEqual({
      file: join(root, name),
      content: 'environment',
      holdsSecret: true,
    });
  });

  it('exposes the secret in a .env that a Windows editor has written', async () => {
    await write('.env', `\uFEFFSPA_TOKEN_SECRET=${SECRET}\r\n`);
    expect(await findExposedFile(root)).toMatchObject({ content: 'environment' });
  });

  it('exposes a module for nginx', async () => {
    await write('gate.js', await compileModule(resolveConfig({})));
    expect(await findExposedFile(root)).toMatchObject({ content: 'function', holdsSecret: false });
  });

  it.each([
    ['.env', 'SPA_TOKEN_SECRET=\n# SPA_TOKEN_SECRET=x\nVITE_API=/api\n'],
    ['assets/app.js', 'function handler(e){return e.headers.get("x-spa-auth-reason")}'],
    ['viewer-request.js', 'function handler(event) { return event.request; }'],
    ['manifest.json', '{"name":"app","icons":[]}'],
  ])('may contain %s', async (name, text) => {
    await write(name, text);
    expect(await findExposedFile(root)).toBeUndefined();
  });

  it('is searched through links, and a circle of them ends', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'spa-auth-edge-'));
    await symlink(root, join(root, 'again'));
    await symlink(join(root, 'nowhere'), join(root, 'broken'));
    expect(await findExposedFile(root)).toBeUndefined();
    await writeFile(join(elsewhere, 'f.js'), embedded);
    await symlink(elsewhere, join(root, 'edge'));
    expect(await findExposedFile(root)).toMatchObject({ file: join(root, 'edge/f.js') });
    await rm(elsewhere, { recursive: true });
  });

  it('is searched from its outer folders on, up to a limit', async () => {
    await write('a/b/deep.js', embedded);
    await write('z.js', embedded);
    expect(await findExposedFile(root)).toMatchObject({ file: join(root, 'z.js') });
    expect(await findExposedFile(root, 2)).toBeUndefined();
  });

  it('that does not exist exposes nothing', async () => {
    expect(await findExposedFile(join(root, 'nowhere'))).toBeUndefined();
  });
});
