import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileEdge } from '../../../../build/compile/bundle.js';
import { toLibrary } from '../../../../build/compile/library.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../build/config/resolve.js';
import type { FunctionRequest } from '../../../../build/platform/event.js';
import { createSandbox } from '../../../../build/runtime/sandbox.js';
import { viewerRequest } from '../../../fakes/event.js';
import { loggedIn, NOW, SECRET } from './hooks/hooks.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-library-'));
});

afterAll(() => rm(folder, { recursive: true }));

const HANDLER = `
ASYNC function handler(event) {
  if (event.request.headers.host.value === 'www.site.example') {
    return { statusCode: 301, headers: { location: { value: 'https://site.example/' } } };
  }
  var result = AWAIT check(event);
  if (!result.statusCode) {
    result.headers['x-own'] = { value: 'code' };
  }
  return result;
}
`;

/** The handler of an owner around the check, written for the kind of build. */
function ownHandler({ secret }: EdgeConfig): string {
  const [async, wait] = secret === 'embedded' ? ['', ''] : ['async', 'await'];
  return HANDLER.replace('ASYNC', async).replace('AWAIT', wait);
}

const PUT_TOGETHER: Record<string, (config: EdgeConfig, library: string) => Promise<string>> = {
  async 'a bundler'(config, library) {
    await writeFile(join(folder, 'library.js'), library);
    const stdin = {
      contents: `import { check } from './library.js';${ownHandler(config)}export { handler };`,
      resolveDir: folder,
    };
    const options = { bundle: true, write: false, format: 'esm', target: 'es2017' } as const;
    const { outputFiles } = await build({ ...options, stdin, external: ['cloudfront', 'crypto'] });
    // CloudFront refuses an export.
    return outputFiles[0]!.text.replace(/export \{[^}]*\};\s*$/, '');
  },
  async 'two files, one after the other'(config, library) {
    return library.replace(/export .*\n$/, '') + ownHandler(config);
  },
};

it('keeps its names to itself: code of the owner with the same ones changes nothing', async () => {
  const config = resolveConfig({});
  const { code } = toLibrary(await compileEdge(config, SECRET), false);
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const own = letters.map((name) => `function ${name}() { return true; }`).join('\n');
  const handler = 'async function handler(event) { return await check(event); }';
  const { runtime } = config;
  const sandbox = createSandbox({
    code: `${code.replace(/export .*\n$/, '')}${own}\n${handler}`,
    runtime,
    now: NOW,
    kvs: { token_secret: SECRET },
  });
  expect(await sandbox.invoke(viewerRequest({ uri: '/secret.html' }))).toMatchObject({
    statusCode: 302,
  });
});

describe.each(Object.keys(PUT_TOGETHER))('the check in a handler of the owner, by %s', (how) => {
  it.each<EdgeConfig>([{}, { secret: 'embedded' }])('%j', async (given) => {
    const config = resolveConfig(given);
    const { code: library } = toLibrary(
      await compileEdge(config, SECRET),
      config.secret === 'embedded',
    );
    const code = await PUT_TOGETHER[how]!(config, library);
    const kvs = { token_secret: SECRET };
    const sandbox = createSandbox({ code, runtime: config.runtime, kvs, now: NOW });
    const call = (request: Partial<FunctionRequest>) =>
      sandbox.invoke(viewerRequest(request), null);
    const headers = { host: { value: 'www.site.example' } };
    expect(await call({ headers })).toMatchObject({ statusCode: 301 });
    const refused = await call({});
    expect(refused).toMatchObject({ headers: { 'x-spa-auth-reason': { value: 'missing' } } });
    const allowed = await call(loggedIn());
    expect(allowed).toMatchObject({ uri: '/index.html', headers: { 'x-own': { value: 'code' } } });
  });
});

it('the types say whether the check is async', async () => {
  const code = await compileEdge(resolveConfig({}));
  expect(toLibrary(code, false).types).toContain('}): Promise<HookRequest | HookResponse>;');
  expect(toLibrary(code, true).types).toContain('}): HookRequest | HookResponse;');
});
