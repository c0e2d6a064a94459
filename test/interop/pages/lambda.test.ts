import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResponseStream, runtime } from '../../fakes/lambda/streaming.js';
import { TOOLS } from '../tools/tools.js';
import { readFileOnPage } from './page.js';

const ROOT = join(import.meta.dirname, '../../..');
const SECRET = '0123456789abcdef'.repeat(4);
const ISSUED = /^pocket-spa-token=ada:\d+:[0-9a-f]{64}; Max-Age=604800; /;

const run = promisify(execFile);

type Result = Readonly<Record<string, unknown>>;

interface Properties {
  readonly Runtime?: string;
  readonly Environment?: { readonly Variables: Result };
  readonly DistributionConfig?: {
    readonly DefaultCacheBehavior: Behavior;
    readonly CacheBehaviors: readonly Behavior[];
  };
}

interface Behavior {
  readonly FunctionAssociations: readonly object[];
}

/** A request to an HTTP API, or to a function URL. */
const request = (method: string, rawPath: string, more: object = {}) => ({
  version: '2.0',
  routeKey: 'ANY /api/{proxy+}',
  rawPath,
  headers: {},
  requestContext: { http: { method, path: rawPath } },
  ...more,
});

describe('the page about AWS Lambda', () => {
  let folder: string;

  const load = async (file: string) => import(pathToFileURL(join(folder, file)).href);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-lambda-'));
    await mkdir(join(folder, 'node_modules'));
    for (const name of ['@types', 'aws-cdk-lib', 'constructs', 'esbuild']) {
      await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    }
    await symlink(ROOT, join(folder, 'node_modules/pocket-spa-auth'));
    // The CDK looks for the project's lock file, and runs the esbuild that it finds.
    await writeFile(join(folder, 'package-lock.json'), '{}');
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    for (const name of ['backend.ts', 'stream.ts', 'stack.ts', 'template.yaml']) {
      await writeFile(join(folder, name), readFileOnPage('lambda.md', name));
    }
    const strict = ['--strict', '--skipLibCheck', '--noEmit', '--module', 'nodenext'];
    const files = ['backend.ts', 'stream.ts', 'stack.ts'];
    const args = [...strict, '--target', 'es2023', '--types', 'node,aws-lambda', ...files];
    await run(join(ROOT, 'node_modules/.bin/tsc'), args, { cwd: folder });
    // As the template tells SAM to do.
    await build({
      entryPoints: ['backend.ts', 'stream.ts'].map((name) => join(folder, name)),
      outdir: folder,
      bundle: true,
      platform: 'node',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      external: ['@aws-sdk/*'],
    });
    process.env.SPA_TOKEN_SECRET = SECRET;
  }, 120_000);

  afterAll(async () => {
    delete process.env.SPA_TOKEN_SECRET;
    await rm(folder, { recursive: true });
  });

  it('has a handler that logs in, renews, guards and logs out', async () => {
    const { handler } = await load('backend.mjs');
    const next = { queryStringParameters: { next: '/reports/7' } };
    const ask = (...args: Parameters<typeof request>): Promise<Result> => handler(request(...args));

    const body = 'user=ada&password=7f3a';
    const login = await ask('POST', '/api/login', { ...next, body });
    expect(login).toMatchObject({ statusCode: 303, headers: { location: '/reports/7' } });
    const [session, token] = login.cookies as string[];
    expect(token).toMatch(ISSUED);

    const cookies = [session, token].map((cookie) => cookie!.split(';')[0]);
    expect(await ask('GET', '/api/me', { cookies })).toEqual({ userId: 'ada' });
    expect(await ask('GET', '/api/me')).toMatchObject({ statusCode: 401 });
    expect(await ask('POST', '/api/login', { body: 'user=ada' })).toMatchObject({
      statusCode: 200,
    });

    const renewed = await ask('GET', '/api/login', { ...next, cookies: [cookies[0]] });
    expect(renewed).toMatchObject({ statusCode: 303, headers: { location: '/reports/7' } });
    expect(renewed.cookies).toEqual([expect.stringMatching(ISSUED)]);

    const logout = await ask('POST', '/api/logout', { cookies });
    expect(logout.cookies).toEqual([
      'session=; Max-Age=0; Path=/',
      expect.stringMatching(/^pocket-spa-token=; Max-Age=0; /),
    ]);
  });

  it('has a handler that streams with the cookie', async () => {
    Object.assign(globalThis, { awslambda: runtime });
    const { handler } = await load('stream.mjs');
    const stream = new ResponseStream();
    await handler(request('GET', '/'), stream);
    const text = (await stream.setEncoding('utf8').toArray()).join('');
    const [metadata, body] = text.split('\0'.repeat(8));
    expect(JSON.parse(metadata!).cookies).toEqual([expect.stringMatching(ISSUED)]);
    expect(body).toBe('first last');
  });

  describe('the stack of the CDK', () => {
    let template: string;

    beforeAll(async () => {
      const { outputFiles } = await build({
        entryPoints: [join(folder, 'stack.ts')],
        write: false,
        format: 'esm',
      });
      await writeFile(join(folder, 'stack.mjs'), outputFiles[0]!.text);
      const env = { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out') };
      await run(process.execPath, ['stack.mjs'], { cwd: folder, env });
      template = join(folder, 'cdk.out/Site.template.json');
    }, 120_000);

    it('gives the backend its secret, and both behaviors the check', async () => {
      const { Resources } = JSON.parse(await readFile(template, 'utf8'));
      const all = Object.values(Resources as Record<string, { Properties: Properties }>);
      const backend = all.find(
        ({ Properties }) => Properties?.Environment?.Variables.SPA_SECRET_ID !== undefined,
      );
      expect(backend?.Properties).toMatchObject({ Runtime: 'nodejs22.x', MemorySize: 512 });
      const site = all.find(({ Properties }) => Properties?.DistributionConfig);
      const { DefaultCacheBehavior, CacheBehaviors } = site!.Properties.DistributionConfig!;
      for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors]) {
        expect(behavior.FunctionAssociations).toHaveLength(1);
      }
    });

    it('has a bundle that runs', async () => {
      const assets = await readdir(join(folder, 'cdk.out'), { recursive: true });
      const bundles = assets.filter((name) => /^asset\.\w+.index\.mjs$/.test(name));
      const handlers = await Promise.all(bundles.map((name) => load(join('cdk.out', name))));
      const results = await Promise.allSettled(
        handlers.map(({ handler }) => handler(request('GET', '/api/me'))),
      );
      // The other one fills the store.
      expect(results).toContainEqual({
        status: 'fulfilled',
        value: expect.objectContaining({ statusCode: 401 }),
      });
    });

    it.runIf(TOOLS.judges)('is one that cfn-lint accepts', async () => {
      await expect(lint(template)).resolves.toMatchObject({ stdout: '' });
    });
  });

  it.runIf(TOOLS.judges)('has a template of SAM that cfn-lint accepts', async () => {
    const template = join(folder, 'template.yaml');
    await expect(lint(template)).resolves.toMatchObject({ stdout: '' });
    const broken = join(folder, 'broken.yaml');
    const text = await readFile(template, 'utf8');
    await writeFile(broken, text.replace('MemorySize: 512', 'MemorySize: 1'));
    await expect(lint(broken)).rejects.toMatchObject({
      stdout: expect.stringContaining('less than the minimum of 128'),
    });
  });
});

function lint(template: string) {
  // The CDK names a role twice, as `DependsOn` too.
  const args = ['--ignore-checks', 'W3005', '--', template];
  return run(join(dirname(TOOLS.judges!), 'cfn-lint'), args);
}
