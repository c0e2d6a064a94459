import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileEdge } from '../../build/compile/bundle.js';
import { hooksGate } from '../../build/compile/gates/index.js';
import { toLibrary } from '../../build/compile/library.js';
import type { EdgeConfig } from '../../build/config/edge-config.js';
import { viewerRequest } from '../fakes/event.js';
import { edgeSuite } from '../suites/edge.js';
import { artifact } from '../suites/edge-artifact.js';
import { BEFORE_LIMITS, EDGE_LIMITS, RUNTIME_1_LIMITS } from '../suites/edge-limits.js';
import { hook, loggedIn, NOW, run, SECRET, writeHooks } from '../unit/build/compile/hooks/hooks.js';
import { describeEachEngine } from './each.js';

const folder = mkdtempSync(join(tmpdir(), 'spa-auth-no-hooks-'));
const nothing = join(folder, 'nothing.ts');
writeFileSync(nothing, 'export default function () {}\n');
afterAll(() => rmSync(folder, { recursive: true }));

const NO_HOOKS = { before: nothing, after: nothing };
const FAILED = { statusCode: 503, headers: { 'x-spa-auth-reason': { value: 'not_configured' } } };
const REDIRECT = '{ statusCode: 301, headers: { location: { value: "https://a.example/" } } }';

describeEachEngine((engine, version) => {
  // One build for each release; the other builds run the vectors on node:vm.
  const edge =
    version === '0.7.9'
      ? artifact(
          'embedded',
          'cloudfront-js-1.0',
          { ...RUNTIME_1_LIMITS, ...BEFORE_LIMITS },
          engine,
          NO_HOOKS,
        )
      : artifact(
          'kvs',
          'cloudfront-js-2.0',
          { ...EDGE_LIMITS, ...BEFORE_LIMITS },
          engine,
          NO_HOOKS,
        );
  edgeSuite('with hooks that do nothing', edge);

  const builds: EdgeConfig[] = [
    {},
    { revocation: true, identityHeader: 'x-user-id' },
    { secret: 'embedded' },
    ...(version === '0.7.9' ? [{ secret: 'embedded', runtime: 'cloudfront-js-1.0' } as const] : []),
  ];

  describe.each(builds)('hooks of a build with %j', (build) => {
    const call = (texts: object, request: object) => run(writeHooks(texts, build), request, engine);

    it('answer, rewrite, and fail closed', async () => {
      expect(await call({ before: hook(`return ${REDIRECT};`) }, {})).toEqual({
        statusCode: 301,
        headers: { location: { value: 'https://a.example/' } },
      });
      const rewrite = hook('request.uri += "index.html";');
      expect(await call({ after: rewrite }, loggedIn({ uri: '/docs/' }))).toMatchObject({
        uri: '/docs/index.html',
      });
      expect(await call({ before: hook('request.uri = "/api/auth/login";') }, {})).toMatchObject({
        headers: { 'x-spa-auth-reason': { value: 'missing' } },
      });
      for (const body of [
        'return null;',
        'return { statusCode: 0 };',
        'return { statusCode: "302" };',
        'throw new Error();',
        'request.a.b.c;',
      ]) {
        expect(await call({ before: hook(body) }, loggedIn()), body).toMatchObject(FAILED);
        expect(await call({ after: hook(body) }, loggedIn()), body).toMatchObject(FAILED);
      }
    });
  });

  it('modern syntax is lowered, or runs', async () => {
    const before = `export default async (request: any) => {
      const names: string[] = [];
      for (let i = 0; i < 2; i++) { const n = i; names.push(\`\${n}-\${request.headers?.none?.value ?? 'x'}\`); }
      const later = names.map((name) => () => name);
      await 1;
      return { ...${REDIRECT}, body: later.map((get) => get()).join() };
    }`;
    expect(await run(writeHooks({ before }), {}, engine)).toMatchObject({ body: '0-x,1-x' });
  });

  it('the gate of hooks passes and refuses', async () => {
    const gate = hooksGate(engine, 'hooks on njs');
    const check = (body: string) =>
      gate.check({ code: '', config: writeHooks({ before: hook(body) }), ring: '' });
    await expect(check(`return ${REDIRECT};`)).resolves.toBeUndefined();
    await expect(check('return { statusCode: 200 };')).rejects.toThrow(
      'before answers it with 200',
    );
  });

  it('a handler of the owner calls the check', async () => {
    const { code: library } = toLibrary(await compileEdge(writeHooks({}), SECRET), false);
    const code = `${library.replace(/export .*\n$/, '')}
      async function handler(event) {
        var result = await check(event);
        return result.statusCode ? result : { uri: '/own' + result.uri };
      }`;
    const kvs = { token_secret: SECRET };
    const call = { code, runtime: 'cloudfront-js-2.0', kvs, now: NOW, rawQuery: null } as const;
    const outcomes = [];
    const events = [viewerRequest(), viewerRequest(loggedIn())];
    for await (const outcome of engine.run(events.map((event) => ({ ...call, event })))) {
      outcomes.push(outcome);
    }
    expect(outcomes).toMatchObject([
      { output: { statusCode: 302 } },
      { output: { uri: '/own/index.html' } },
    ]);
  });
});
