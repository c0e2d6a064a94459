import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_SIZE_LIMIT } from '../../../build/platform/limits.js';
import { createEngineSandbox, vmEngine } from '../../../build/runtime/sandbox.js';
import { generateToken } from '../../../signer/index.js';
import { findInstalledEngine } from '../../engines/installed.js';
import { viewerRequest } from '../../fakes/event.js';
import { TOOLS } from '../tools/tools.js';
import { readFileOnPage } from './page.js';
import { readStaticSite } from './sst-source.js';

const CLI = join(import.meta.dirname, '../../../dist/build/bin.js');

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

const NOW = 1_800_000_000;

// What SST writes into the store of a site with two files.
const SITE = {
  'abcd:metadata': JSON.stringify({
    custom404: '/index.html',
    s3: { domain: 'files.s3.example', dir: '', routes: [] },
  }),
  'abcd:/index.html': 's3',
  'abcd:/app.js': 's3',
};

const run = promisify(execFile);

interface StaticSite {
  readonly edge: {
    readonly viewerRequest: { readonly kvStore: string; readonly injection: string };
  };
}

/** Runs the configuration of the page, with SST's names in place of SST. */
async function runConfiguration(folder: string): Promise<StaticSite> {
  const page = await transform(readFileOnPage('sst.md', 'sst.config.ts'), { loader: 'ts' });
  const config = page.code.replace('export default $config(', 'const config = (');
  expect(config).not.toBe(page.code);
  await writeFile(
    join(folder, 'sst.config.mjs'),
    `const $app = { stage: 'production' };
const sites = [];
const sst = { aws: { StaticSite: class { constructor(name, args) { sites.push(args); } } } };
const aws = { cloudfront: { KeyValueStore: { get: (name, id) => ({ arn: 'arn of ' + id }) } } };
${config}
await config.run();
console.log(JSON.stringify(sites[0]));
`,
  );
  const { stdout } = await run(process.execPath, ['sst.config.mjs'], { cwd: folder });
  return JSON.parse(stdout);
}

describe.runIf(TOOLS.sst)('the page about SST', () => {
  let folder: string;
  let site: StaticSite;
  let code: string;
  let longest: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-sst-'));
    const config = readFileOnPage('sst.md', 'spa-auth.config.json');
    await writeFile(join(folder, 'spa-auth.config.json'), config);
    await run(process.execPath, [CLI, 'build', '--stage', 'production'], { cwd: folder });
    site = await runConfiguration(folder);
    const writeFunction = await readStaticSite(TOOLS.sst!);
    const { injection } = site.edge.viewerRequest;
    code = await writeFunction({ injection, hasDomain: false });
    longest = await writeFunction({ injection, hasDomain: true });
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true }));

  it('reads the store that the command line fills', () => {
    expect(site.edge.viewerRequest.kvStore).toBe('arn of pocket-spa-auth-production');
  });

  it('makes a function that CloudFront takes', () => {
    const { injection } = site.edge.viewerRequest;
    console.log(`SST's own part: ${longest.length - injection.length} of ${longest.length} bytes`);
    expect(longest.length).toBeLessThanOrEqual(FUNCTION_SIZE_LIMIT);
    expect(longest).toContain('cloudfront.net');
    expect(code.match(/^import /gm)).toHaveLength(1);
  });

  const engines = [vmEngine, findInstalledEngine('0.8.9')].filter((engine) => engine !== undefined);

  describe.each(engines.map((engine) => [engine.name, engine] as const))('on %s', (_, engine) => {
    const ask = (uri: string, { token = '', kvs = { ...SITE, token_secret: SECRET } } = {}) => {
      // The engines here have no origins to choose from: the choice becomes a header.
      const marked = code.replaceAll(
        'cf.updateRequestOrigin(',
        '(function(o){event.request.headers["x-origin"]={value:o.domainName}})(',
      );
      expect(marked).not.toBe(code);
      const runtime = 'cloudfront-js-2.0';
      const sandbox = createEngineSandbox(engine, { code: marked, runtime, kvs, now: NOW });
      const cookies = token === '' ? {} : { 'pocket-spa-token': { value: token } };
      const headers = {
        host: { value: 'site.example' },
        accept: { value: 'text/html' },
        'sec-fetch-mode': { value: 'navigate' },
        'sec-fetch-dest': { value: 'document' },
      };
      return sandbox.invoke(viewerRequest({ uri, headers, cookies }));
    };

    const token = generateToken('ada', { secret: SECRET, maxAge: 60, now: NOW });
    const other = generateToken('ada', { secret: 'f0'.repeat(32), maxAge: 60, now: NOW });

    it.each(['/', '/reports/7', '/app.js', '/index.html'])(
      'refuses a stranger at %s',
      async (uri) => {
        const login = `/api/auth/login?next=${encodeURIComponent(uri)}`;
        expect(await ask(uri)).toMatchObject({
          statusCode: 302,
          headers: { location: { value: login } },
        });
      },
    );

    it('refuses a token of another secret', async () => {
      expect(await ask('/', { token: other })).toMatchObject({ statusCode: 302 });
    });

    it.each([
      ['/', '/index.html'],
      ['/app.js', '/app.js'],
      ['/reports/7', '/index.html'],
    ])('lets SST serve %s to somebody who is logged in', async (uri, file) => {
      const output = await ask(uri, { token });
      expect(output).not.toHaveProperty('statusCode');
      expect(output).toMatchObject({
        uri: file,
        headers: { 'x-origin': { value: 'files.s3.example' } },
      });
    });

    it('lets the login path through', async () => {
      expect(await ask('/api/auth/login')).not.toHaveProperty('statusCode');
    });

    it.each([
      ['empty', {}],
      ['without the secret', SITE],
    ])('answers 503 with a token if the store is %s', async (_, kvs) => {
      expect(await ask('/', { token, kvs: kvs as never })).toMatchObject({ statusCode: 503 });
    });
  });
});
