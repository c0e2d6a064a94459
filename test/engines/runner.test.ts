import { expect, it } from 'vitest';
import type { Call, Engine, Outcome } from '../../build/runtime/engine.js';
import { createNjsEngine } from '../../build/runtime/njs.js';
import { viewerRequest } from '../fakes/event.js';
import { describeEachEngine } from './each.js';
import { findInstalledNjs } from './installed.js';

const event = viewerRequest();

function createCall(code: string, changes: Partial<Call> = {}): Call {
  return { code, runtime: 'cloudfront-js-2.0', now: 1_700_000_000, event, ...changes };
}

async function runCalls(engine: Engine, ...calls: Call[]): Promise<Outcome[]> {
  const outcomes = [];
  for await (const outcome of engine.run(calls)) {
    outcomes.push(outcome);
  }
  return outcomes;
}

describeEachEngine((engine, version) => {
  it('returns the outcomes in the order of the calls, also of different functions', async () => {
    const returning = (text: string) =>
      createCall(`function handler() { return { said: '${text}' }; }`);
    expect(await runCalls(engine, returning('a'), returning('b'), returning('a'))).toEqual(
      ['a', 'b', 'a'].map((said) => ({ output: { said } })),
    );
  });

  it('stops the clock at the time of each call', async () => {
    const code = 'function handler() { return { now: Date.now() }; }';
    const [first, second] = await runCalls(
      engine,
      createCall(code, { now: 1 }),
      createCall(code, { now: 2 }),
    );
    expect([first, second]).toEqual([{ output: { now: 1000 } }, { output: { now: 2000 } }]);
  });

  it.each([
    ['a=1&b', 'a=1&b'],
    [null, 'undefined'],
    [undefined, 'no method'],
  ])('returns %j from rawQueryString()', async (rawQuery, query) => {
    const code = `function handler(event) {
      var method = event.request.rawQueryString;
      return { query: method ? String(event.request.rawQueryString()) : 'no method' };
    }`;
    expect(await runCalls(engine, createCall(code, { rawQuery }))).toEqual([{ output: { query } }]);
  });

  it.each([
    ['there', { there: 'stored' }, 'stored', true],
    ['missing', { there: 'stored' }, 'KeyNotFound', false],
    ['toString', {}, 'KeyNotFound', false],
    ['unreadable', { unreadable: null }, 'InternalError', 'InternalError'],
  ])('reads the KeyValueStore: %s', async (key, kvs, found, exists) => {
    const code = `import cf from 'cloudfront';
      async function handler() {
        var store = cf.kvs();
        try { var found = await store.get('${key}'); } catch (error) { found = error.message; }
        try { var exists = await store.exists('${key}'); } catch (error) { exists = error.message; }
        return { found: found, exists: exists };
      }`;
    const [outcome] = await runCalls(engine, createCall(code, { kvs }));
    expect(outcome).toEqual({ output: { found, exists } });
  });

  it('does not read the printed text of a function as its output, and returns a long output whole', async () => {
    const code = `function handler() {
      console.log('{"output":{"forged":true}}');
      return { long: new Array(100001).join('é') };
    }`;
    const [outcome] = await runCalls(engine, createCall(code));
    expect(outcome).toEqual({ output: { long: 'é'.repeat(100_000) } });
  });

  it.each([
    ['throws', 'function handler() { return missing.value; }', 'threw ReferenceError'],
    ['throws a text', 'function handler() { throw "said"; }', 'threw a value that is not an Error'],
    ['throws at load', 'said;', 'failed with ReferenceError at viewer-request.js:1'],
    ['does not parse', 'for (var one of [1]) {}', 'failed with SyntaxError at viewer-request.js:1'],
    [
      'awaits inside the arguments of a call',
      'async function f(g) { return g(await g()); }',
      'failed with SyntaxError at viewer-request.js:1',
    ],
    [
      'never settles',
      'function handler() { return new Promise(function () {}); }',
      'returned a promise that never settles',
    ],
  ])('reports a function that %s', async (_, code, problem) => {
    expect(await runCalls(engine, createCall(code), createCall(code))).toEqual([
      { problem },
      { problem },
    ]);
  });

  it('reports a function that throws after an await', async () => {
    const code = 'async function handler() { await 1; throw new RangeError("sesame"); }';
    expect(await runCalls(engine, createCall(code))).toEqual([{ problem: 'threw RangeError' }]);
  });

  it('ends a function that never returns', async () => {
    const impatient = createNjsEngine(findInstalledNjs(version)!, version, { seconds: 0.3 });
    const code = 'function handler() { for (;;) {} }';
    expect(await runCalls(impatient, createCall(code))).toEqual([
      { problem: 'did not end in time' },
    ]);
  });

  it('loses only the call that ends the process', async () => {
    const code = `function handler(event) {
      if (event.request.uri === '/hungry') for (var all = []; ; ) all.push('x'.repeat(1e8));
      return { uri: event.request.uri };
    }`;
    const small = createNjsEngine(findInstalledNjs(version)!, version, { kilobytes: 400_000 });
    const hungry = viewerRequest({ uri: '/hungry' });
    const [first, second, third] = await runCalls(
      small,
      createCall(code),
      createCall(code, { event: hungry }),
      createCall(code),
    );
    expect(second).toHaveProperty('problem');
    expect([first, third]).toEqual(Array(2).fill({ output: { uri: '/a' } }));
  });
});
