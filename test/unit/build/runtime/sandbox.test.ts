import { describe, expect, test } from 'vitest';
import type { Runtime } from '../../../../build/platform/runtimes.js';
import { createSandbox } from '../../../../build/runtime/sandbox.js';
import { viewerRequest } from '../../../fakes/event.js';

const NOW = 1_700_000_000;

/** What the body of a handler returns; `code` may stand before it. */
function run(
  body: string,
  options: { runtime?: Runtime; code?: string; rawQuery?: string | null } = {},
) {
  const { runtime = 'cloudfront-js-2.0', code = '', rawQuery } = options;
  const sandbox = createSandbox({
    code: `${code}\n${code ? 'async ' : ''}function handler(event) { ${body} }`,
    runtime,
    kvs: { token_secret: 'stored', settings: '{"on":true}', lost: null },
    now: NOW,
  });
  return sandbox.invoke(viewerRequest(), rawQuery);
}

const KVS = 'import cf from "cloudfront";';

describe('the world of a runtime', () => {
  test.each([
    'Map',
    'Set',
    'URL',
    'process',
    'Buffer.prototype.write',
    'setTimeout',
    'Intl',
    'WebAssembly',
    'Object.fromEntries',
    'Array.from',
    '[].flat',
    '"".matchAll',
    '"".at',
    '[].constructor.fromAsync',
  ])('%s is not in runtime 2.0', async (name) => {
    const code = `var found; try { found = typeof ${name}; } catch (error) { found = 'undefined'; }`;
    expect(await run(`${code} return { found: found };`)).toEqual({ found: 'undefined' });
  });

  test('runtime 1.0 has no Buffer, and 2.0 has no byte strings', async () => {
    const body = 'return { buffer: typeof Buffer, bytesFrom: typeof String.bytesFrom };';
    expect(await run(body, { runtime: 'cloudfront-js-1.0' })).toEqual({
      buffer: 'undefined',
      bytesFrom: 'function',
    });
    expect(await run(body)).toEqual({ buffer: 'function', bytesFrom: 'undefined' });
  });

  test('the clock stands at `now`', async () => {
    const body =
      'return { now: Date.now(), text: new Date().toISOString(), other: new Date(0).getTime() };';
    expect(await run(body)).toEqual({
      now: NOW * 1000,
      text: '2023-11-14T22:13:20.000Z',
      other: 0,
    });
  });

  test.each([
    'eval("1")',
    'event.constructor.constructor("return process")()',
    'require.constructor("return process")()',
    'console.log.constructor("return process")()',
    'Buffer.from("a").constructor.constructor("return process")()',
    'require("crypto").createHash.constructor("return process")()',
  ])('%s makes no code', async (expression) => {
    await expect(run(`return { made: ${expression} };`)).rejects.toThrow(/threw \w*Error/);
  });

  test('nothing is left from one call to the next', async () => {
    const sandbox = createSandbox({
      code: 'var calls = 0; function handler() { calls++; return { calls: calls }; }',
      runtime: 'cloudfront-js-2.0',
      now: NOW,
    });
    expect(await sandbox.invoke(viewerRequest())).toEqual({ calls: 1 });
    expect(await sandbox.invoke(viewerRequest())).toEqual({ calls: 1 });
  });

  test('an implicit global is an error: functions are strict', async () => {
    await expect(run('implicit = 1; return {};')).rejects.toThrow('threw ReferenceError');
  });
});

describe('the event', () => {
  test('its objects have ordinary prototypes, and `__proto__` is an entry', async () => {
    const cookies = JSON.parse('{"__proto__":{"value":"x"}}');
    const sandbox = createSandbox({
      code: `function handler(event) {
        var cookies = event.request.cookies;
        return { inherited: typeof cookies.toString, own: Object.keys(cookies).join(), real: event instanceof Object };
      }`,
      runtime: 'cloudfront-js-2.0',
      now: NOW,
    });
    expect(await sandbox.invoke(viewerRequest({ cookies }))).toEqual({
      inherited: 'function',
      own: '__proto__',
      real: true,
    });
  });

  test.each([
    ['a=1&b', 'a=1&b'],
    [null, 'undefined'],
    [undefined, 'no method'],
  ])('rawQueryString for %j', async (rawQuery, expected) => {
    const body = `var method = event.request.rawQueryString;
      return { query: method ? String(event.request.rawQueryString()) : 'no method' };`;
    const options = rawQuery === undefined ? {} : { rawQuery };
    expect(await run(body, options)).toEqual({ query: expected });
  });
});

// RFC 4231 test case 2 for the ASCII key; for the others, Python:
// hmac.new(bytes.fromhex("ff80"), b"m", "sha256") and hmac.new("\xff\x80".encode(), b"m", "sha256").
describe('crypto', () => {
  const RAW = 'd812bb5933cc187b7a7a694da25c725406e95d5bac0a24a12b685d5ea32c3115';
  const UTF8 = '21ca168371b92d2520811cc7c295520d827333382bd7fdfb5f8011798c9dff38';
  const mac = (key: string, message = 'm') =>
    `return { mac: require('crypto').createHmac('sha256', ${key}).update('${message}').digest('hex') };`;

  test.each(['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const)(
    '%s: RFC 4231',
    async (runtime) => {
      expect(await run(mac('"Jefe"', 'what do ya want for nothing?'), { runtime })).toEqual({
        mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      });
    },
  );

  test('an ordinary text key is UTF-8', async () => {
    expect(await run(mac('"\\u00ff\\u0080"'))).toEqual({ mac: UTF8 });
    expect(await run(mac('"\\u00ff\\u0080"'), { runtime: 'cloudfront-js-1.0' })).toEqual({
      mac: UTF8,
    });
  });

  test('a byte string and a Buffer key the HMAC with their bytes', async () => {
    const body = mac('String.bytesFrom("ff80", "hex")');
    expect(await run(body, { runtime: 'cloudfront-js-1.0' })).toEqual({ mac: RAW });
    expect(await run(mac('Buffer.from("ff80", "hex")'))).toEqual({ mac: RAW });
  });

  test('a byte string has the length and the hex text of its bytes', async () => {
    const body =
      'var key = String.bytesFrom("00FF80", "hex"); return { length: key.length, hex: key.toString("hex") };';
    expect(await run(body, { runtime: 'cloudfront-js-1.0' })).toEqual({ length: 3, hex: '00ff80' });
  });

  test('a Buffer is a typed array over bytes of its own', async () => {
    const body = `var bytes = Buffer.from('00000000000000f0', 'hex');
      return { double: new Float64Array(bytes.buffer, bytes.byteOffset, 1)[0], length: bytes.length, hex: bytes.toString('hex') };`;
    expect(await run(body)).toEqual({
      double: -3.105036184601418e231,
      length: 8,
      hex: '00000000000000f0',
    });
  });

  test.each([
    'createHmac("sha512", "k")',
    'createHmac("SHA256", "k")',
    'createHmac("sha256", undefined)',
    'createHmac("sha256", 7)',
    'createHash("sha256").update(undefined)',
    'createHash("sha256").update("a").digest("latin1")',
  ])('%s throws a TypeError of the runtime', async (expression) => {
    const body = `try { require('crypto').${expression}; } catch (error) { return { thrown: error instanceof TypeError }; }`;
    expect(await run(body)).toEqual({ thrown: true });
  });

  test('a digest is taken once', async () => {
    const body = `var hash = require('crypto').createHash('md5').update('a'); hash.digest('hex');
      try { hash.digest('hex'); } catch (error) { return { said: error.message }; }`;
    expect(await run(body)).toEqual({ said: 'Digest already called' });
  });

  test('no other module is there', async () => {
    await expect(run('return require("fs");')).rejects.toThrow('threw Error');
  });
});

describe('the KeyValueStore', () => {
  test('gives what is stored', async () => {
    const body = `var store = cf.kvs(); var text = await store.get('token_secret');
      var value = await store.get('settings', { format: 'json' }); var there = await store.exists('nothing');
      var about = await store.meta();
      return { text: text, on: value.on, there: there, count: about.keyCount };`;
    expect(await run(body, { code: KVS })).toEqual({
      text: 'stored',
      on: true,
      there: false,
      count: 3,
    });
  });

  test.each(['nothing', 'toString', '__proto__'])(
    '%s, which is not there, rejects',
    async (key) => {
      const body = `try { await cf.kvs().get('${key}'); } catch (error) { return { error: error instanceof Error }; }`;
      expect(await run(body, { code: KVS })).toEqual({ error: true });
      await expect(run(`await cf.kvs().get('${key}');`, { code: KVS })).rejects.toThrow(
        'threw Error',
      );
    },
  );
});

describe('an entry of null cannot be read, as in an outage', () => {
  test.each(['get', 'exists'])('%s rejects', async (method) => {
    const body = `try { await cf.kvs().${method}('lost'); } catch (error) { return { said: error.message }; }`;
    expect(await run(body, { code: KVS })).toEqual({ said: 'InternalError' });
  });
});

describe('a function that fails', () => {
  test.each([
    ['throws', 'function handler() { return missing.value; }', /^threw ReferenceError at 1:22$/],
    [
      'throws after an await',
      'async function handler() { await 1; throw new RangeError("said") }',
      /^threw RangeError at 1:43$/,
    ],
    ['throws a text', 'function handler() { throw "said"; }', /^threw a value that is no Error$/],
    ['throws at load', 'said;', /^threw ReferenceError at 1:1$/],
    ['has no handler', 'var other = 1;', /^threw ReferenceError$/],
    ['loops', 'function handler() { for (;;) {} }', /^did not end within 1000 ms$/],
    [
      'loops after an await',
      'async function handler() { await 1; for (;;) {} }',
      /^did not end within 1000 ms$/,
    ],
    [
      'never settles',
      'function handler() { return new Promise(function () {}); }',
      /never settles$/,
    ],
  ])('%s', async (_name, code, expected) => {
    const sandbox = createSandbox({ code, runtime: 'cloudfront-js-2.0', now: NOW });
    await expect(sandbox.invoke(viewerRequest())).rejects.toThrow(expected);
  });

  test('what it threw is not quoted: it may hold a token', async () => {
    const body = "return JSON.parse('sesame');";
    const error = await run(body).catch((thrown: Error) => thrown);
    expect(String(error)).not.toContain('sesame');
    expect(String(error)).toContain('SyntaxError');
  });

  test('one that does not parse is refused at once', () => {
    const code = 'export function handler() {}';
    expect(() => createSandbox({ code, runtime: 'cloudfront-js-2.0', now: NOW })).toThrow(
      SyntaxError,
    );
  });
});
