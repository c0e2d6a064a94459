import { expect, it } from 'vitest';
import type { Call, Engine, Outcome } from '../../build/engine/engine.js';
import { njsEngine } from '../../build/engine/njs.js';
import { viewerRequest } from '../fakes/event.js';
import { eachEngine } from './each.js';
import { installedNjs } from './installed.js';

const event = viewerRequest();

function calling(code: string, over: Partial<Call> = {}): Call {
  return { code, runtime: 'cloudfront-js-2.0', now: 1_700_000_000, event, ...over };
}

async function outcomesOf(engine: Engine, ...calls: Call[]): Promise<Outcome[]> {
  const outcomes = [];
  for await (const outcome of engine.run(calls)) outcomes.push(outcome);
  return outcomes;
}

eachEngine((engine, version) => {
  it('gives the outcomes in the order of the calls, whatever function each is of', async () => {
    const say = (text: string) => calling(`function handler() { return { said: '${text}' }; }`);
    expect(await outcomesOf(engine, say('a'), say('b'), say('a'))).toEqual(
      ['a', 'b', 'a'].map((said) => ({ output: { said } })),
    );
  });

  it('stops the clock at the time of each call', async () => {
    const code = 'function handler() { return { now: Date.now() }; }';
    const [first, second] = await outcomesOf(
      engine,
      calling(code, { now: 1 }),
      calling(code, { now: 2 }),
    );
    expect([first, second]).toEqual([{ output: { now: 1000 } }, { output: { now: 2000 } }]);
  });

  it.each([
    ['a=1&b', 'a=1&b'],
    [null, 'undefined'],
    [undefined, 'no method'],
  ])('rawQueryString for %j', async (rawQuery, query) => {
    const code = `function handler(event) {
      var method = event.request.rawQueryString;
      return { query: method ? String(event.request.rawQueryString()) : 'no method' };
    }`;
    expect(await outcomesOf(engine, calling(code, { rawQuery }))).toEqual([{ output: { query } }]);
  });

  it.each([
    ['there', { there: 'stored' }, 'stored', true],
    ['missing', { there: 'stored' }, 'KeyNotFound', false],
    ['toString', {}, 'KeyNotFound', false],
    ['unreadable', { unreadable: null }, 'InternalError', 'InternalError'],
  ])('the store: %s', async (key, kvs, found, exists) => {
    const code = `import cf from 'cloudfront';
      async function handler() {
        var store = cf.kvs();
        try { var found = await store.get('${key}'); } catch (error) { found = error.message; }
        try { var exists = await store.exists('${key}'); } catch (error) { exists = error.message; }
        return { found: found, exists: exists };
      }`;
    const [outcome] = await outcomesOf(engine, calling(code, { kvs }));
    expect(outcome).toEqual({ output: { found, exists } });
  });

  it('does not take what a function prints for its answer, and gives a long answer whole', async () => {
    const code = `function handler() {
      console.log('{"output":{"forged":true}}');
      return { long: new Array(100001).join('é') };
    }`;
    const [outcome] = await outcomesOf(engine, calling(code));
    expect(outcome).toEqual({ output: { long: 'é'.repeat(100_000) } });
  });

  it.each([
    ['throws', 'function handler() { return missing.value; }', 'threw ReferenceError'],
    ['throws a text', 'function handler() { throw "said"; }', 'threw a value that is no Error'],
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
  ])('a function that %s', async (_, code, problem) => {
    expect(await outcomesOf(engine, calling(code), calling(code))).toEqual([
      { problem },
      { problem },
    ]);
  });

  it('a function that throws after an await', async () => {
    const code = 'async function handler() { await 1; throw new RangeError("sesame"); }';
    expect(await outcomesOf(engine, calling(code))).toEqual([{ problem: 'threw RangeError' }]);
  });

  it('ends a function that loops', async () => {
    const hasty = njsEngine(installedNjs(version)!, version, { seconds: 0.3 });
    const code = 'function handler() { for (;;) {} }';
    expect(await outcomesOf(hasty, calling(code))).toEqual([{ problem: 'did not end in time' }]);
  });

  it('a call that ends the process is lost alone', async () => {
    const code = `function handler(event) {
      if (event.request.uri === '/hungry') for (var all = []; ; ) all.push('x'.repeat(1e8));
      return { uri: event.request.uri };
    }`;
    const small = njsEngine(installedNjs(version)!, version, { kilobytes: 400_000 });
    const hungry = viewerRequest({ uri: '/hungry' });
    const [first, second, third] = await outcomesOf(
      small,
      calling(code),
      calling(code, { event: hungry }),
      calling(code),
    );
    expect(second).toHaveProperty('problem');
    expect([first, third]).toEqual(Array(2).fill({ output: { uri: '/a' } }));
  });
});
