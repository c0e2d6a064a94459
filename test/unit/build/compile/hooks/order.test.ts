import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { type HookTexts, hook, loggedIn, run, writeHooks } from './hooks.js';

const BUILDS: EdgeConfig[] = [
  {},
  { revocation: true },
  { secret: 'embedded' },
  { secret: 'embedded', runtime: 'cloudfront-js-1.0' },
];

const REFUSED = { statusCode: 302, headers: { 'x-spa-auth-reason': { value: 'missing' } } };
const FAILED = { statusCode: 503, headers: { 'x-spa-auth-reason': { value: 'not_configured' } } };

/** As many items, each of another name. */
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, { value: '' }]));

describe.each(BUILDS)('hooks of a build with %j', (build) => {
  const call = (texts: HookTexts, request: object, config: EdgeConfig = {}) =>
    run(writeHooks(texts, { ...build, ...config }), request);

  it.each([
    ['undefined', 'return undefined;'],
    ['nothing', ''],
  ])('before returns %s: the decision follows', async (_what, body) => {
    const texts = { before: hook(body) };
    expect(await call(texts, {})).toMatchObject(REFUSED);
    expect(await call(texts, loggedIn())).toMatchObject({ uri: '/index.html' });
  });

  it('before answers, whatever the token', async () => {
    const texts = { before: hook('return { statusCode: 301, headers: { a: { value: "b" } } };') };
    const answer = { statusCode: 301, headers: { a: { value: 'b' } } };
    expect(await call(texts, {})).toEqual(answer);
    expect(await call(texts, loggedIn())).toEqual(answer);
  });

  it.each<[string, object]>([
    ['headers', { headers: many(577) }],
    ['parameters', { querystring: many(577) }],
    ['cookies', { cookies: many(577) }],
    [
      'repetitions',
      { querystring: { a: { value: '', multiValue: Array(577).fill({ value: '' }) } } },
    ],
    ['all of them', { headers: many(220), querystring: many(220), cookies: many(220) }],
  ])('before is not asked for a request with too many %s', async (_what, request) => {
    const answer = 'return { statusCode: 301, headers: {} };';
    expect(await call({ before: hook(answer) }, request)).toMatchObject(FAILED);
  });

  it('before is asked for a request with 560 parameters', async () => {
    const answer = 'return { statusCode: 301, headers: {} };';
    expect(await call({ before: hook(answer) }, { querystring: many(560) })).toMatchObject({
      statusCode: 301,
    });
  });

  it.each([
    ['the path', 'request.uri = "/open/x";'],
    ['the method', 'request.method = "OPTIONS";'],
    ['the cookies', 'request.cookies = { "pocket-spa-token": { value: "a" } };'],
    ['a header', 'request.headers.origin = { value: "a" };'],
    ['the parts', 'request.headers = request.cookies = null;'],
  ])('before changes %s, which has no effect', async (_what, body) => {
    const texts = { before: hook(body) };
    const config = { publicPaths: ['/open/*'] };
    expect(await call(texts, {}, config)).toMatchObject(REFUSED);
    const given = loggedIn({ uri: '/a.js' });
    const plain = await run(writeHooks({}, { ...build, ...config }), given);
    expect(await call(texts, given, config)).toEqual(plain);
  });

  it.each([
    ['null', 'return null;'],
    ['false', 'return false;'],
    ['text', 'return "/a";'],
    ['a number', 'return 302;'],
    ['a list', 'return [];'],
    ['an object of nothing', 'return {};'],
    ['the request', 'return request;'],
    ['the status 0', 'return { statusCode: 0 };'],
    ['the status 100', 'return { statusCode: 100 };'],
    ['the status 600', 'return { statusCode: 600 };'],
    ['a status in text', 'return { statusCode: "302" };'],
    ['half a status', 'return { statusCode: 302.5 };'],
    ['a status that is no number', 'return { statusCode: NaN };'],
    ['no status', 'return { statusCode: null };'],
  ])('before returns %s: 503 for everybody', async (_what, body) => {
    const texts = { before: hook(body) };
    expect(await call(texts, {})).toMatchObject(FAILED);
    expect(await call(texts, loggedIn())).toMatchObject(FAILED);
  });

  it.each(['throw new Error("sesame");', 'throw undefined;', 'request.a.b.c;'])(
    'a hook fails (%s): 503',
    async (body) => {
      expect(await call({ before: hook(body) }, {})).toMatchObject(FAILED);
      const after = { after: hook(body) };
      expect(await call(after, loggedIn())).toMatchObject(FAILED);
      expect(await call(after, { uri: '/api/auth/login' })).toMatchObject(FAILED);
      // Nobody without a token reaches it.
      expect(await call(after, {})).toMatchObject(REFUSED);
    },
  );

  it.each([
    ['null', 'return null;'],
    ['false', 'return false;'],
    ['text', 'return "/a";'],
    ['an object of nothing', 'return {};'],
    ['a path without its slash', 'return { uri: "a" };'],
    ['the status 0', 'return { statusCode: 0 };'],
    ['the status null', 'return { statusCode: null };'],
    ['a request with a status', 'request.statusCode = 0;'],
    ['a path that is no text', 'request.uri = undefined;'],
    ['an empty path', 'request.uri = "";'],
  ])('after leaves %s: 503', async (_what, body) => {
    expect(await call({ after: hook(body) }, loggedIn())).toMatchObject(FAILED);
  });

  it('after sees the path as sent, and may rewrite it in place or answer', async () => {
    const index = 'if (request.uri === "/docs/") request.uri += "index.html";';
    const request = loggedIn({ uri: '/docs/' });
    expect(await call({ after: hook(index) }, request)).toMatchObject({ uri: '/docs/index.html' });
    const other = hook('return { method: "GET", uri: "/x/y", headers: request.headers };');
    expect(await call({ after: other }, request)).toMatchObject({ uri: '/x/y' });
    const answer = hook('return { statusCode: 404 };');
    expect(await call({ after: answer }, request)).toEqual({ statusCode: 404 });
  });

  it('the SPA fallback applies to a path that after left, and to no other', async () => {
    const rewrite = hook('if (request.uri === "/old") request.uri = "/new";');
    const target = async (uri: string) => call({ after: rewrite }, loggedIn({ uri }));
    expect(await target('/other')).toMatchObject({ uri: '/index.html' });
    expect(await target('/old')).toMatchObject({ uri: '/new' });
    expect(await target('/a.js')).toMatchObject({ uri: '/a.js' });
  });

  it('after is told who the user is, and whether a token was needed', async () => {
    const texts = { after: hook('request.uri = "/" + context.userId + "/" + context.public;') };
    expect(await call(texts, loggedIn())).toMatchObject({ uri: '/ada/false' });
    const login = { uri: '/api/auth/login' };
    expect(await call(texts, login)).toMatchObject({ uri: '/undefined/true' });
    // The token of a public request is not looked at.
    expect(await call(texts, loggedIn(login))).toMatchObject({ uri: '/undefined/true' });
    const headers = {
      ...{ host: { value: 'site.example' }, origin: { value: 'https://a.example' } },
      'access-control-request-method': { value: 'PUT' },
    };
    const preflight = { method: 'OPTIONS', uri: '/app', headers };
    expect(await call(texts, preflight)).toMatchObject({ uri: '/undefined/true' });
    expect(await call({ after: hook('') }, preflight)).toMatchObject({ uri: '/app' });
  });

  it.each([
    ['forges it', 'request.headers["x-user-id"] = { value: "eve" };', 'ada'],
    ['forges a spelling of it', 'request.headers["X_User_Id"] = { value: "eve" };', 'ada'],
    ['removes it', 'delete request.headers["x-user-id"];', 'ada'],
    ['removes all headers', 'request.headers = {};', 'ada'],
    [
      'returns another request',
      'return { method: "GET", uri: "/x", headers: { "x-user-id": { value: "eve" } } };',
      'ada',
    ],
  ])('after %s: the identity header is the verified one', async (_what, body, userId) => {
    const config = { identityHeader: 'x-user-id' };
    const headersOf = async (request: object) => {
      const output = await call({ after: hook(body) }, request, config);
      return Object.entries((output as { headers: object }).headers).filter(([name]) =>
        /user/i.test(name),
      );
    };
    expect(await headersOf(loggedIn())).toEqual([['x-user-id', { value: userId }]]);
    expect(await headersOf({ uri: '/api/auth/login' })).toEqual([]);
  });

  it("the viewer's copies of the identity header never reach after", async () => {
    const texts = { after: hook('request.uri = "/" + Object.keys(request.headers).join();') };
    const headers = {
      host: { value: 'a' },
      'x-user-id': { value: 'eve' },
      X_user_id: { value: '' },
    };
    const request = { uri: '/api/auth/login', headers };
    const output = await call(texts, request, { identityHeader: 'x-user-id' });
    expect(output).toMatchObject({ uri: '/host' });
  });

  it('more copies than the function removes: 503', async () => {
    const body = 'for (var i = 0; i < 9; i++) request.headers["x" + "!#$%&*+-."[i] + "id"] = {};';
    const config = { identityHeader: 'x-id' };
    expect(await call({ after: hook(body) }, loggedIn(), config)).toMatchObject(FAILED);
  });

  it('every part of the request is present', async () => {
    const body = 'request.headers.a; request.cookies.a; request.querystring.a;';
    const without = { headers: undefined, cookies: undefined, querystring: undefined } as object;
    const texts = { before: hook(body), after: hook(body) };
    expect(await call(texts, { uri: '/api/auth/login', ...without })).toMatchObject({
      uri: '/index.html',
    });
  });

  it('a return path is that of the request as it was sent', async () => {
    const texts = { before: hook('request.uri = "/b";'), after: hook('request.uri = "/c";') };
    const output = await call(texts, { uri: '/a' });
    expect(output).toMatchObject({ headers: { location: { value: '/api/auth/login?next=%2Fa' } } });
  });
});

describe('an async hook', () => {
  const before =
    'export default async (request: any) => { const x = await 1; if (request.uri === "/old") return { statusCode: 300 + x }; }';
  const after = 'export default async (request: any) => { await 1; request.uri = "/new"; }';

  it('is awaited in a build with a KeyValueStore', async () => {
    const config = writeHooks({ before, after });
    expect(await run(config, { uri: '/old' })).toEqual({ statusCode: 301 });
    expect(await run(config, { uri: '/a' })).toMatchObject(REFUSED);
    expect(await run(config, loggedIn())).toMatchObject({ uri: '/new' });
  });

  it.each(['before', 'after'])('that is rejected is a 503: %s', async (name) => {
    const text = 'export default async () => { await 1; throw new Error("sesame"); }';
    expect(await run(writeHooks({ [name]: text }), loggedIn())).toMatchObject(FAILED);
  });

  it.each([hook('return Promise.resolve();'), hook('return { then: function (f) { f(); } };')])(
    'is a 503 in an embedded build: a promise is no answer',
    async (text) => {
      const embedded = { secret: 'embedded' } as const;
      expect(await run(writeHooks({ before: text }, embedded), {})).toMatchObject(FAILED);
      expect(await run(writeHooks({ after: text }, embedded), loggedIn())).toMatchObject(FAILED);
    },
  );

  it('may read the KeyValueStore, from several modules', async () => {
    const read =
      'import cf from "cloudfront";\nexport default async () => ({ statusCode: (await cf.kvs().exists("nothing")) ? 200 : 302 });';
    const config = writeHooks({ before: read, after: read });
    expect(await run(config, {})).toEqual({ statusCode: 302 });
    expect(await run({ ...config, before: false }, loggedIn())).toEqual({ statusCode: 302 });
  });
});

it('before has the query as sent', async () => {
  const texts = { before: hook('return { statusCode: 301, body: request.rawQueryString() };') };
  expect(await run(writeHooks(texts), {}, undefined, 'a=1&a')).toMatchObject({ body: 'a=1&a' });
});

it('a hook may hash, with the module of the runtime', async () => {
  const text =
    'import crypto from "node:crypto";\nexport default () => ({ statusCode: 302, body: crypto.createHash("sha256").update("abc").digest("hex") });';
  // FIPS 180-4, appendix B.1 of its examples.
  expect(await run(writeHooks({ before: text }), {})).toMatchObject({
    body: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
});
