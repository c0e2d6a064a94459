import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../build/platform/runtimes.js';
import { createSandbox } from '../../../../build/runtime/sandbox.js';
import { viewerRequest } from '../../../fakes/event.js';

const NOW = 1_700_000_000;

/** Runs the body of a handler. `code` is placed before the handler. */
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

describe('the realm of a runtime', () => {
  it.each([
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
  ])('has no %s in runtime 2.0', async (name) => {
    const code = `var found; try { found = typeof ${name}; } catch (error) { found = 'undefined'; }`;
    expect(await run(`${code} return { found: found };`)).toEqual({ found: 'undefined' });
  });

  it('has no Buffer in runtime 1.0, and no byte strings in 2.0', async () => {
    const body = 'return { buffer: typeof Buffer, bytesFrom: typeof String.bytesFrom };';
    expect(await run(body, { runtime: 'cloudfront-js-1.0' })).toEqual({
      buffer: 'undefined',
      bytesFrom: 'function',
    });
    expect(await run(body)).toEqual({ buffer: 'function', bytesFrom: 'undefined' });
  });

  it('has a clock that stands still at `now`', async () => {
    const body =
      'return { now: Date.now(), text: new Date().toISOString(), other: new Date(0).getTime() };';
    expect(await run(body)).toEqual({
      now: NOW * 1000,
      text: '2023-11-14T22:13:20.000Z',
      other: 0,
    });
  });

  it.each([
    'eval("1")',
    'event.constructor.constructor("return process")()',
    'require.constructor("return process")()',
    'console.log.constructor("return process")()',
    'Buffer.from("a").constructor.constructor("return process")()',
    'require("crypto").createHash.constructor("return process")()',
  ])('does not compile code from text: %s', async (expression) => {
    await expect(run(`return { made: ${expression} };`)).rejects.toThrow(/threw \w*Error/);
  });

  it('keeps nothing from one call to the next', async () => {
    const sandbox = createSandbox({
      code: 'var calls = 0; function handler() { calls++; return { calls: calls }; }',
      runtime: 'cloudfront-js-2.0',
      now: NOW,
    });
    expect(await sandbox.invoke(viewerRequest())).toEqual({ calls: 1 });
    expect(await sandbox.invoke(viewerRequest())).toEqual({ calls: 1 });
  });

  it('refuses an implicit global, because functions are strict', async () => {
    await expect(run('implicit = 1; return {};')).rejects.toThrow('threw ReferenceError');
  });
});

describe('the event', () => {
  it('has objects with the realm’s prototypes, and `__proto__` is an entry', async () => {
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

  it.each([
    ['a=1&b', 'a=1&b'],
    [null, 'undefined'],
    [undefined, 'no method'],
  ])('has rawQueryString as given: %j', async (rawQuery, expected) => {
    const body = `var method = event.request.rawQueryString;
      return { query: method ? String(event.request.rawQueryString()) : 'no method' };`;
    const options = rawQuery === undefined ? {} : { rawQuery };
    expect(await run(body, options)).toEqual({ query: expected });
  });
});

// RFC 4231 test case 2 for the ASCII key; for the others, Python: hmac.new(bytes.fromhex("ff80"),
// b"m", "sha256") and hmac.new("\xff\x80".encode(), b"m", "sha256").
describe('crypto', () => {
  const RAW = 'd812bb5933cc187b7a7a694da25c725406e95d5bac0a24a12b685d5ea32c3115';
  const UTF8 = '21ca168371b92d2520811cc7c295520d827333382bd7fdfb5f8011798c9dff38';
  const mac = (key: string, message = 'm') =>
    `return { mac: require('crypto').createHmac('sha256', ${key}).update('${message}').digest('hex') };`;

  it.each(['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const)(
    'computes the HMAC of RFC 4231 on %s',
    async (runtime) => {
      expect(await run(mac('"Jefe"', 'what do ya want for nothing?'), { runtime })).toEqual({
        mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      });
    },
  );

  it('encodes an ordinary text key as UTF-8', async () => {
    expect(await run(mac('"\\u00ff\\u0080"'))).toEqual({ mac: UTF8 });
    expect(await run(mac('"\\u00ff\\u0080"'), { runtime: 'cloudfront-js-1.0' })).toEqual({
      mac: UTF8,
    });
  });

  it('uses the bytes of a byte string or a Buffer as the key', async () => {
    const body = mac('String.bytesFrom("ff80", "hex")');
    expect(await run(body, { runtime: 'cloudfront-js-1.0' })).toEqual({ mac: RAW });
    expect(await run(mac('Buffer.from("ff80", "hex")'))).toEqual({ mac: RAW });
  });

  it('gives a byte string the length and the hex text of its bytes', async () => {
    const body =
      'var key = String.bytesFrom("00FF80", "hex"); return { length: key.length, hex: key.toString("hex") };';
    expect(await run(body, { runtime: 'cloudfront-js-1.0' })).toEqual({ length: 3, hex: '00ff80' });
  });

  it('makes a Buffer a typed array over its own bytes', async () => {
    const body = `var bytes = Buffer.from('00000000000000f0', 'hex');
      return { double: new Float64Array(bytes.buffer, bytes.byteOffset, 1)[0], length: bytes.length, hex: bytes.toString('hex') };`;
    expect(await run(body)).toEqual({
      double: -3.105036184601418e231,
      length: 8,
      hex: '00000000000000f0',
    });
  });

  it.each([
    'createHmac("sha512", "k")',
    'createHmac("SHA256", "k")',
    'createHmac("sha256", undefined)',
    'createHmac("sha256", 7)',
    'createHash("sha256").update(undefined)',
    'createHash("sha256").update("a").digest("latin1")',
  ])('throws the realm’s TypeError for %s', async (expression) => {
    const body = `try { require('crypto').${expression}; } catch (error) { return { thrown: error instanceof TypeError }; }`;
    expect(await run(body)).toEqual({ thrown: true });
  });

  it('refuses a second digest', async () => {
    const body = `var hash = require('crypto').createHash('md5').update('a'); hash.digest('hex');
      try { hash.digest('hex'); } catch (error) { return { said: error.message }; }`;
    expect(await run(body)).toEqual({ said: 'Digest already called' });
  });

  it('is the only module', async () => {
    await expect(run('return require("fs");')).rejects.toThrow('threw Error');
  });
});

describe('the KeyValueStore', () => {
  it('returns what is stored', async () => {
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

  it.each(['nothing', 'toString', '__proto__'])('rejects for the missing key %s', async (key) => {
    const body = `try { await cf.kvs().get('${key}'); } catch (error) { return { error: error instanceof Error }; }`;
    expect(await run(body, { code: KVS })).toEqual({ error: true });
    await expect(run(`await cf.kvs().get('${key}');`, { code: KVS })).rejects.toThrow(
      'threw Error',
    );
  });
});

describe('an entry of null', () => {
  it.each(['get', 'exists'])('makes %s reject, as in an outage', async (method) => {
    const body = `try { await cf.kvs().${method}('lost'); } catch (error) { return { said: error.message }; }`;
    expect(await run(body, { code: KVS })).toEqual({ said: 'InternalError' });
  });
});

describe('a function that fails', () => {
  it.each([
    ['throws', 'function handler() { return missing.value; }', /^threw ReferenceError at 1:22$/],
    [
      'throws after an await',
      'async function handler() { await 1; throw new RangeError("said") }',
      /^threw RangeError at 1:43$/,
    ],
    ['throws text', 'function handler() { throw "said"; }', /^threw a value that is not an Error$/],
    ['throws at load', 'said;', /^threw ReferenceError at 1:1$/],
    ['has no handler', 'var other = 1;', /^threw ReferenceError$/],
    ['loops', 'function handler() { for (;;) {} }', /^did not end within 5000 ms$/],
    [
      'loops after an await',
      'async function handler() { await 1; for (;;) {} }',
      /^did not end within 5000 ms$/,
    ],
    [
      'never settles',
      'function handler() { return new Promise(function () {}); }',
      /never settles$/,
    ],
  ])('is reported with its kind and position: %s', async (_name, code, expected) => {
    const sandbox = createSandbox({ code, runtime: 'cloudfront-js-2.0', now: NOW });
    await expect(sandbox.invoke(viewerRequest())).rejects.toThrow(expected);
  });

  it('is reported without its message, because that may contain a token', async () => {
    const body = "return JSON.parse('sesame');";
    const error = await run(body).catch((thrown: Error) => thrown);
    expect(String(error)).not.toContain('sesame');
    expect(String(error)).toContain('SyntaxError');
  });

  it('is refused before any call if it does not parse', () => {
    const code = 'export function handler() {}';
    expect(() => createSandbox({ code, runtime: 'cloudfront-js-2.0', now: NOW })).toThrow(
      SyntaxError,
    );
  });
});
