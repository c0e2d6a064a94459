import { Script } from 'node:vm';
import { installBuffer, installByteStrings } from '../../../build/runtime/bytes.js';
import type { Call, Engine, Outcome } from '../../../build/runtime/engine.js';
import { createCloudfront, createRequire } from '../../../build/runtime/modules.js';
import { createRealm } from '../../../build/runtime/realm.js';

/**
 * Node's own engine with one realm for all calls of a function, because a new realm takes longer
 * than a hundred calls.
 */
export const sharedVm: Engine = {
  name: 'node:vm',
  async *run(calls) {
    const functions = new Map<string, (call: Call) => Outcome>();
    for (const call of calls) {
      const run = functions.get(call.code) ?? prepareFunction(call);
      functions.set(call.code, run);
      yield run(call);
    }
  },
};

interface Exchange {
  text: string;
  answer?: string;
}

const CALL = new Script(`'use strict';
(function (exchange) {
  var call = JSON.parse(exchange.text);
  Date.now = function () { return call.now * 1000; };
  function returned(output) { exchange.answer = JSON.stringify({ output: output }); }
  function threw() { exchange.answer = '{"problem":"threw"}'; }
  try { Promise.resolve(handler(call.event)).then(returned).then(undefined, threw); }
  catch (error) { threw(); }
})(exchange);`);

/** Loads a function into a realm, and returns what calls it. */
function prepareFunction({ code, runtime, now }: Call): (call: Call) => Outcome {
  const realm = createRealm(runtime, now);
  const bytes = runtime === 'cloudfront-js-1.0' ? installByteStrings(realm) : installBuffer(realm);
  const store: Record<string, string | null> = {};
  const exchange: Exchange = { text: '' };
  realm.define('require', createRequire(realm, bytes));
  realm.define('exchange', exchange);
  const imported = /import (\w+) ?from ?"cloudfront";/.exec(code);
  if (imported) {
    realm.define(imported[1]!, createCloudfront(realm, store));
  }
  new Script(code.replace(imported?.[0] ?? '', '')).runInContext(realm.context);
  return ({ kvs = {}, now: at, event }) => {
    for (const key of Object.keys(store)) {
      delete store[key];
    }
    Object.assign(store, kvs);
    exchange.text = JSON.stringify({ now: at, event });
    delete exchange.answer;
    CALL.runInContext(realm.context, { timeout: 5000 });
    return JSON.parse(exchange.answer ?? '{"problem":"never settled"}') as Outcome;
  };
}
