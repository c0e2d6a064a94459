import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executable, markdownExamples } from './examples.js';
import { link, ROOT, run, tool } from './run.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
/** Far above what the package has, far below what a bundled dependency too many would add. */
const PACKED_LIMIT = 500_000;

const ALLOWED = [
  /^(?:package\.json|README\.md|SECURITY\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(?:signer|build)\/[\w./-]+\.(?:js|d\.ts)$/,
  /^dist\/build\/THIRD-PARTY-LICENSES\.txt$/,
  /^edge\/[\w.-]+\.(?:ts|html)$/,
  /^signer\/SPEC\.md$/,
  /^docs\/[\w-]+\.md$/,
  /^build\/config\/config\.schema\.json$/,
  /^test\/vectors\/[\w.-]+\.json$/,
];

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let tarball: string;
let packed: Packed;

/** `npm` without a network and without a word on anything else. */
const npm = (...args: string[]) =>
  run('npm', [...args, '--offline', '--no-audit', '--no-fund'], { cwd: folder });
const cli = (...args: string[]) =>
  run(join(folder, 'node_modules/.bin/pocket-spa-auth'), args, { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-package-'));
  // `prepare` would build once more, under the feet of the other checks.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  [packed] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }));
  tarball = join(folder, packed.filename);
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  expect(await npm('install', '--ignore-scripts', tarball)).toMatchObject({ status: 0 });
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

describe('the tarball', () => {
  it('holds what is published and nothing else', () => {
    const strangers = packed.files.filter(({ path }) => !ALLOWED.some((rule) => rule.test(path)));
    expect(strangers).toEqual([]);
    expect(packed.files.map(({ path }) => path)).toContain('edge/page.html');
  });

  it('is small', () => {
    console.log(`${packed.filename}: ${packed.size} bytes packed, ${packed.unpackedSize} unpacked`);
    expect(packed.size).toBeLessThan(PACKED_LIMIT);
  });

  it('names no path of the machine that built it', () => {
    const installed = join(folder, 'node_modules/pocket-spa-auth');
    for (const { path } of packed.files) {
      const text = readFileSync(join(installed, path), 'utf8');
      expect(text.includes(ROOT.replace(/\/$/, '')), path).toBe(false);
      expect(text.includes(`${homedir()}/`), path).toBe(false);
      expect(/^\/\/# sourceMappingURL=/m.test(text), path).toBe(false);
    }
  });

  it('satisfies publint', async () => {
    const { status, stdout } = await run(tool('publint'), ['run', tarball, '--strict']);
    expect(stdout).not.toMatch(/^(?:Errors|Warnings|Suggestions):/m);
    expect(status).toBe(0);
  });

  it('has types that every ESM resolver finds', async () => {
    const { status, stdout } = await run(tool('attw'), [
      ...[tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'],
      // Data, and no modules: nothing resolves types for them.
      ...['--exclude-entrypoints', './config.schema.json', './package.json'],
    ]);
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });
});

describe('installed in an empty folder', () => {
  it('adds exactly one package', () => {
    const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).toEqual(['pocket-spa-auth']);
  });

  it('runs the first code of the README', async () => {
    const [first] = markdownExamples('README.md', readFileSync(join(ROOT, 'README.md'), 'utf8'));
    const { transformSync } = await import('esbuild');
    await writeFile(
      join(folder, 'first.js'),
      transformSync(executable(first!), { loader: 'ts' }).code,
    );
    const options = { cwd: folder, env: { SPA_TOKEN_SECRET: SECRET } };
    expect(await run(process.execPath, ['first.js'], options)).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('gives the vectors and the schema by their published names', async () => {
    const program = [
      "import verify from 'pocket-spa-auth/vectors/token-verify.json' with { type: 'json' };",
      "import schema from 'pocket-spa-auth/config.schema.json' with { type: 'json' };",
      'console.log(verify.cases.length > 0, schema.title);',
    ];
    await writeFile(join(folder, 'data.js'), program.join('\n'));
    const { stdout } = await run(process.execPath, ['data.js'], { cwd: folder });
    expect(stdout).toBe('true Configuration of pocket-spa-auth\n');
  });

  it('prints its version and makes a secret', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const npx = ['--no-install', 'pocket-spa-auth', '--version'];
    expect((await run('npx', npx, { cwd: folder })).stdout).toBe(`${version}\n`);
    expect((await cli('secret', 'generate')).stdout).toMatch(/^[\da-f]{64}\n$/);
  });

  it("asks for the AWS SDK's packages where they are needed, all in one line", async () => {
    const { status, stderr } = await cli('revoke', 'ada');
    expect(status).toBe(2);
    expect(stderr).toContain(
      'npm install --save-dev @aws-sdk/client-cloudfront @aws-sdk/client-cloudfront-keyvaluestore @aws-sdk/signature-v4a @aws-sdk/client-secrets-manager',
    );
  });

  it('asks for esbuild where it is needed, and builds once it is there', async () => {
    const without = await cli('build');
    expect(without.status).toBe(2);
    expect(without.stderr).toContain('npm install --save-dev esbuild');
    await writeFile(join(folder, 'spa-auth.config.ts'), CONFIG);
    expect((await cli('build')).stderr).toContain('npm install --save-dev esbuild');

    await link(folder, 'esbuild', join(ROOT, 'node_modules/esbuild'));
    expect(await cli('build')).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(folder, 'dist/edge/viewer-request.js')).size).toBeLessThan(10_241);
    expect(readdirSync(join(folder, 'dist/edge')).sort()).toEqual([
      'manifest.json',
      'viewer-request.js',
    ]);
    expect(readdirSync(folder).filter((name) => name.includes('bundled'))).toEqual([]);
  });
});

const CONFIG = `
import { defineConfig } from 'pocket-spa-auth/build';
export default defineConfig({ loginPath: '/login' });
`;
