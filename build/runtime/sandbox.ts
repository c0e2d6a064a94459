import { Script } from 'node:vm';
import type { FunctionOutput, ViewerRequestEvent } from '../platform/event.js';
import type { Runtime } from '../platform/runtimes.js';
import { installBuffer, installByteStrings } from './bytes.js';
import type { Call, Engine, Outcome } from './engine.js';
import { createCloudfront, createRequire, type KeyValues } from './modules.js';
import { createRealm, type Realm } from './realm.js';

/** What a sandbox runs, and in which world. */
export interface SandboxOptions {
  /** The built function, as it would be uploaded. */
  readonly code: string;
  readonly runtime: Runtime;
  /** The KeyValueStore; default empty. */
  readonly kvs?: KeyValues;
  /** The clock in Unix seconds, or a function that reads it at each run. */
  readonly now: number | (() => number);
}

/** One run of the function. */
export interface Run {
  readonly output: FunctionOutput;
  /** From the call of `handler` to its result; null where the engine cannot tell. */
  readonly microseconds: number | null;
}

/** A built function that can be called. */
export interface Sandbox {
  /** As {@link Sandbox.run}, the output alone. */
  invoke(event: ViewerRequestEvent, rawQuery?: string | null): Promise<FunctionOutput>;
  /**
   * Calls `handler` in a fresh world; rejects when it throws. `rawQuery` is what `rawQueryString()` returns, null for
   * its undefined; left out, the runtime has no such method.
   */
  run(event: ViewerRequestEvent, rawQuery?: string | null): Promise<Run>;
}

/** The function threw, did not end, or has no handler. The message names the kind and the place, never a value. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

interface Exchange {
  readonly event: object;
  state?: 'returned' | 'threw';
  result?: string;
  stack?: string;
}

// The platform's own limit is about a millisecond; this one only has to stop a loop that never ends.
const TIME_LIMIT = 1000;

const LIMITS = { timeout: TIME_LIMIT, displayErrors: false };

const STRICT = "'use strict';";

const IMPORT = /^[^\S\n]*import\s+([\w$]+)\s+from\s*(?:'cloudfront'|"cloudfront")[^\S\n]*;?/m;

const EXCHANGE = ' exchange';

// Runs inside, so that no promise of one world is awaited in the other.
const CALL = new Script(`'use strict';
(function (exchange) {
  var stringify = JSON.stringify;
  function returned(output) { exchange.result = stringify(output); exchange.state = 'returned'; }
  function threw(error) { exchange.stack = String(error && error.stack); exchange.state = 'threw'; }
  try { Promise.resolve(handler(exchange.event)).then(returned).then(undefined, threw); }
  catch (error) { threw(error); }
})(this['${EXCHANGE}']);`);

/** Prepares a built function for calls; throws SyntaxError where it does not parse. */
export function createSandbox({ code, runtime, kvs = {}, now }: SandboxOptions): Sandbox {
  const imported = IMPORT.exec(code);
  const script = new Script(STRICT + code.replace(IMPORT, (text) => text.replace(/[^\n]/g, ' ')), {
    filename: 'viewer-request.js',
    columnOffset: -STRICT.length,
  });

  async function run(event: ViewerRequestEvent, rawQuery?: string | null): Promise<Run> {
    const realm = createRealm(runtime, typeof now === 'number' ? now : now());
    const bytes =
      runtime === 'cloudfront-js-1.0' ? installByteStrings(realm) : installBuffer(realm);
    realm.define('require', createRequire(realm, bytes));
    realm.define('console', realm.adopt({ log: () => undefined }));
    if (imported) {
      realm.define(imported[1]!, createCloudfront(realm, kvs));
    }
    const exchange: Exchange = { event: copyInto(realm, event, rawQuery) };
    realm.define(EXCHANGE, exchange);
    const microseconds = evaluate(realm, script, exchange);
    if (exchange.state !== 'returned') {
      throw new FunctionError(failure(exchange));
    }
    const output = exchange.result === undefined ? undefined : JSON.parse(exchange.result);
    return { output: output as FunctionOutput, microseconds };
  }

  return { run, invoke: async (event, rawQuery) => (await run(event, rawQuery)).output };
}

function evaluate(realm: Realm, script: Script, exchange: Exchange): number {
  try {
    script.runInContext(realm.context, LIMITS);
    const start = process.hrtime.bigint();
    CALL.runInContext(realm.context, LIMITS);
    return Number((process.hrtime.bigint() - start) / 1000n);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new FunctionError(`did not end within ${TIME_LIMIT} ms`);
    }
    exchange.stack = String((error as Error | null)?.stack);
    exchange.state = 'threw';
    return 0;
  }
}

// An error's message may quote what it choked on (JSON.parse does), so only its name and place are kept.
function failure({ state, stack = '' }: Exchange): string {
  if (state === undefined) {
    return 'returned a promise that never settles';
  }
  const name = /^[A-Za-z]*Error/.exec(stack)?.[0] ?? 'a value that is no Error';
  const place = /viewer-request\.js:(\d+:\d+)/.exec(stack)?.[1];
  return `threw ${name}${place ? ` at ${place}` : ''}`;
}

function copyInto(realm: Realm, event: ViewerRequestEvent, rawQuery?: string | null): object {
  // The realm's own JSON makes objects with ordinary prototypes, as the platform's are.
  const copy = realm.intrinsics.JSON.parse(JSON.stringify(event)) as ViewerRequestEvent;
  if (rawQuery !== undefined) {
    const rawQueryString = realm.adopt(() => rawQuery ?? undefined);
    Object.assign(copy.request, { rawQueryString });
  }
  return copy;
}

/** A built function that can be called, each time in a process of its own. */
export function createEngineSandbox(engine: Engine, { now, ...world }: SandboxOptions): Sandbox {
  const run: Sandbox['run'] = async (event, rawQuery) => {
    const clock = typeof now === 'number' ? now : now();
    for await (const outcome of engine.run([{ ...world, now: clock, event, rawQuery }])) {
      if ('problem' in outcome) {
        throw new FunctionError(outcome.problem);
      }
      // The engine has no clock fine enough to say how long the function itself ran.
      return { output: outcome.output, microseconds: null };
    }
    throw new FunctionError('was not run');
  };
  return { run, invoke: async (event, rawQuery) => (await run(event, rawQuery)).output };
}

/** Node's own engine, a fresh world a call. */
export const vmEngine: Engine = {
  name: 'node:vm',
  async *run(calls) {
    for (const call of calls) {
      yield outcomeOf(call);
    }
  },
};

async function outcomeOf({ event, rawQuery, ...world }: Call): Promise<Outcome> {
  try {
    return { output: await createSandbox(world).invoke(event, rawQuery) };
  } catch (error) {
    if (error instanceof FunctionError) {
      return { problem: error.message };
    }
    throw error;
  }
}
