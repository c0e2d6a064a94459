import { readdirSync, readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMarkdownExamples, toProgram } from './examples.js';
import { installPacked, type Packed } from './packed.js';
import { linkPackage, ROOT, runProgram, toolPath } from './run-program.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

/**
 * In bytes: more than the package has, less than with another bundled dependency. The probe brought
 * a parser of HTML, 23 kB of the packed package, half of them the names of characters. Then came
 * the adapter for Lambda (27 kB), nginx (12 kB), and the pages of Vite, logs and the frameworks.
 */
const PACKED_LIMIT = 830_000;
const UNPACKED_LIMIT = 4_800_000;

const ALLOWED_FILES = [
  /^(?:package\.json|README\.md|SECURITY\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(?:signer|build|browser)\/[\w./-]+\.(?:js|d\.ts)$/,
  /^dist\/signer\/[\w/-]+\.js\.map$/,
  // The Lambda function of the CDK's construct, with the two signers that it needs.
  /^dist\/build\/cdk\/lambda\/index\.mjs$/,
  /^dist\/build\/THIRD-PARTY-LICENSES\.txt$/,
  /^edge\/(?:(?:trace|hooks|nginx)\/)?[\w.-]+\.(?:ts|html)$/,
  /^signer\/SPEC\.md$/,
  // The maps of dist/signer name these files.
  /^signer\/[\w/-]+\.ts$/,
  /^docs\/[\w-]+\.md$/,
  /^build\/config\/config\.schema\.json$/,
  // Without cookie-read, 1.5 MB that only an implementation in another language needs. The command
  // line runs those of edge on each function that it builds.
  /^test\/vectors\/(?!cookie-read)[\w.-]+\.json$/,
  /^terraform\/(?:secret\/)?\w+\.tf$/,
  /^build\/preview\/inspector\/page\/\w+\.(?:html|css|js)$/,
];

let folder: string;
let tarball: string;
let packed: Packed;

const cli = (...args: string[]) =>
  runProgram(join(folder, 'node_modules/.bin/pocket-spa-auth'), args, { cwd: folder });

beforeAll(async () => {
  ({ folder, tarball, packed } = await installPacked({ type: 'module' }));
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

describe('the tarball', () => {
  it('contains the published files and nothing else', () => {
    const unexpected = packed.files.filter(
      ({ path }) => !ALLOWED_FILES.some((rule) => rule.test(path)),
    );
    expect(unexpected).toEqual([]);
    expect(packed.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['edge/page.html', 'test/vectors/edge.json']),
    );
  });

  it('is small', () => {
    console.log(`${packed.filename}: ${packed.size} bytes packed, ${packed.unpackedSize} unpacked`);
    expect(packed.size).toBeLessThan(PACKED_LIMIT);
    expect(packed.unpackedSize).toBeLessThan(UNPACKED_LIMIT);
  });

  it('contains no path of the machine that built it', () => {
    const installed = join(folder, 'node_modules/pocket-spa-auth');
    for (const { path } of packed.files) {
      const text = readFileSync(join(installed, path), 'utf8');
      expect(text.includes(ROOT.replace(/\/$/, '')), path).toBe(false);
      expect(text.includes(`${homedir()}/`), path).toBe(false);
      // Only the signer has maps, and their sources are published.
      const map = /^\/\/# sourceMappingURL=(.*)$/m.exec(text)?.[1];
      if (map !== undefined) {
        expect(path).toMatch(/^dist\/signer\//);
        const file = join(installed, dirname(path), map);
        const { sources } = JSON.parse(readFileSync(file, 'utf8')) as { sources: string[] };
        const published = packed.files.map((entry) => entry.path);
        expect(published).toEqual(
          expect.arrayContaining(sources.map((source) => join(dirname(path), source))),
        );
      }
    }
  });

  it('satisfies publint', async () => {
    const { status, stdout } = await runProgram(toolPath('publint'), ['run', tarball, '--strict']);
    expect(stdout).not.toMatch(/^(?:Errors|Warnings|Suggestions):/m);
    expect(status).toBe(0);
  });

  it('has types that every ESM resolver finds', async () => {
    const { status, stdout } = await runProgram(toolPath('attw'), [
      ...[tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'],
      // These files are data, so they have no types.
      ...['--exclude-entrypoints', './config.schema.json', './package.json'],
    ]);
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });
});

it('a clean clone is installed without a warning', async () => {
  // Without the network, and nothing is written: npm only compares the lock with this Node.js.
  const ci = ['ci', '--dry-run', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  expect(await runProgram('npm', ci)).toMatchObject({ status: 0, stderr: '' });
});

describe('installed in an empty folder', () => {
  it('adds exactly one package', () => {
    const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).toEqual(['pocket-spa-auth']);
  });

  it('runs the first example of the README', async () => {
    const [first] = findMarkdownExamples(
      'README.md',
      readFileSync(join(ROOT, 'README.md'), 'utf8'),
    );
    const { transformSync } = await import('esbuild');
    await writeFile(
      join(folder, 'first.js'),
      transformSync(toProgram(first!), { loader: 'ts' }).code,
    );
    const options = { cwd: folder, env: { SPA_TOKEN_SECRET: SECRET } };
    expect(await runProgram(process.execPath, ['first.js'], options)).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('exports the vectors and the schema', async () => {
    const program = [
      "import verify from 'pocket-spa-auth/vectors/token-verify.json' with { type: 'json' };",
      "import schema from 'pocket-spa-auth/config.schema.json' with { type: 'json' };",
      'console.log(verify.cases.length > 0, schema.title);',
    ];
    await writeFile(join(folder, 'data.js'), program.join('\n'));
    const { stdout } = await runProgram(process.execPath, ['data.js'], { cwd: folder });
    expect(stdout).toBe('true Configuration of pocket-spa-auth\n');
  });

  it('prints its version and makes a secret', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const npx = ['--no-install', 'pocket-spa-auth', '--version'];
    expect((await runProgram('npx', npx, { cwd: folder })).stdout).toBe(`${version}\n`);
    expect((await cli('secret', 'generate')).stdout).toMatch(/^[\da-f]{64}\n$/);
  });

  it('asks for all missing packages of the AWS SDK in one line', async () => {
    const { status, stderr } = await cli('revoke', 'ada');
    expect(status).toBe(2);
    expect(stderr).toContain(
      'npm install --save-dev @aws-sdk/client-cloudfront @aws-sdk/client-cloudfront-keyvaluestore @aws-sdk/signature-v4a @aws-sdk/client-secrets-manager',
    );
  });

  it('asks for the packages of the CDK if they are missing', async () => {
    await writeFile(join(folder, 'stack.js'), "import 'pocket-spa-auth/cdk';");
    const { status, stderr } = await runProgram(process.execPath, ['stack.js'], { cwd: folder });
    expect(status).toBe(1);
    expect(stderr).toContain('npm install --save-dev aws-cdk-lib constructs');
  });

  it('serves nothing in Vite without esbuild, and asks for it', async () => {
    await linkPackage(folder, 'vite', join(ROOT, 'node_modules/vite'));
    const program = [
      "import spaAuth from 'pocket-spa-auth/vite';",
      "import { createServer } from 'vite';",
      "const config = { configFile: false, logLevel: 'error', plugins: [spaAuth()] };",
      "const server = await createServer({ ...config, server: { host: '127.0.0.1', port: 0 } });",
      'await server.listen();',
      'const { port } = server.httpServer.address();',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is in the program
      'console.log((await fetch(`http://127.0.0.1:${port}/`)).status);',
      'await server.close();',
    ];
    await writeFile(join(folder, 'vite.mjs'), program.join('\n'));
    const result = await runProgram(process.execPath, ['vite.mjs'], { cwd: folder });
    expect(result).toMatchObject({ status: 0, stdout: '503\n' });
    expect(result.stderr).toContain('npm install --save-dev esbuild');
    await rm(join(folder, 'node_modules/vite'));
  });

  it('asks for esbuild if it is missing, and builds after it is installed', async () => {
    const without = await cli('build');
    expect(without.status).toBe(2);
    expect(without.stderr).toContain('npm install --save-dev esbuild');
    await writeFile(join(folder, 'spa-auth.config.ts'), CONFIG);
    expect((await cli('build')).stderr).toContain('npm install --save-dev esbuild');

    await linkPackage(folder, 'esbuild', join(ROOT, 'node_modules/esbuild'));
    expect(await cli('build')).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(folder, '.spa-auth/viewer-request.js')).size).toBeLessThan(10_241);
    expect(readdirSync(join(folder, '.spa-auth')).sort()).toEqual([
      '.gitignore',
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
