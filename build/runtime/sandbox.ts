import { Script } from 'node:vm';
import type { FunctionOutput, ViewerRequestEvent } from '../platform/event.js';
import type { Runtime } from '../platform/runtimes.js';
import { installBuffer, installByteStrings } from './bytes.js';
import type { Call, Engine, Outcome } from './engine.js';
import { createCloudfront, createRequire, type KeyValues } from './modules.js';
import { createRealm, type Realm } from './realm.js';

export interface SandboxOptions {
  /** The built function, as it would be uploaded. */
  readonly code: string;
  readonly runtime: Runtime;
  /** The content of the KeyValueStore; default empty. */
  readonly kvs?: KeyValues;
  /** The time in Unix seconds, or a function that returns it for each run. */
  readonly now: number | (() => number);
  /** Whether `Math.random` gives the same in each run, for hooks that use it. Default: false. */
  readonly isRepeatable?: boolean;
}

/** One run of the function. */
export interface RunResult {
  readonly output: FunctionOutput;
  /** The time from the call of `handler` to its result; null if the engine cannot measure it. */
  readonly microseconds: number | null;
  /** What the function wrote to the access log; the last call counts, as on CloudFront. */
  readonly logData?: string | undefined;
}

/** A built function that can be called. */
export interface Sandbox {
  /** Does the same as {@link Sandbox.run} and returns only the output. */
  invoke(event: ViewerRequestEvent, rawQuery?: string | null): Promise<FunctionOutput>;
  /**
   * Calls `handler` in a fresh realm and rejects if it throws. `rawQuery` is what
   * `rawQueryString()` returns; null stands for undefined. If it is missing, the runtime has no
   * such method.
   */
  run(event: ViewerRequestEvent, rawQuery?: string | null): Promise<RunResult>;
}

/**
 * The function threw, did not end, or has no handler. The message gives the kind of error and its
 * place, never a value.
 */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

/** What the realm and this program pass to each other. */
interface Exchange {
  readonly event: object;
  state?: 'returned' | 'threw';
  result?: string;
  stack?: string;
}

// CloudFront's own limit is about a millisecond. This one only has to stop endless loops. It counts
// time on the clock, which includes the pauses of a loaded machine.
const TIME_LIMIT_MS = 5000;

const LIMITS = { timeout: TIME_LIMIT_MS, displayErrors: false };

const STRICT = "'use strict';";

const CLOUDFRONT_IMPORT =
  /^[^\S\n]*import\s+([\w$]+)\s+from\s*(?:'cloudfront'|"cloudfront")[^\S\n]*;?/m;

const EXCHANGE_NAME = ' exchange';

// This runs inside the realm, so that no promise of one realm is awaited in the other.
const CALL_SCRIPT = new Script(`'use strict';
(function (exchange) {
  var stringify = JSON.stringify;
  function returned(output) { exchange.result = stringify(output); exchange.state = 'returned'; }
  function threw(error) { exchange.stack = String(error && error.stack); exchange.state = 'threw'; }
  try { Promise.resolve(handler(exchange.event)).then(returned).then(undefined, threw); }
  catch (error) { threw(error); }
})(this['${EXCHANGE_NAME}']);`);

/**
 * Prepares a built function for calls on Node's own engine.
 *
 * @throws SyntaxError if the function does not parse.
 */
export function createSandbox({
  code,
  runtime,
  kvs = {},
  now,
  isRepeatable = false,
}: SandboxOptions): Sandbox {
  const imported = CLOUDFRONT_IMPORT.exec(code);
  const script = new Script(
    STRICT + code.replace(CLOUDFRONT_IMPORT, (text) => text.replace(/[^\n]/g, ' ')),
    {
      filename: 'viewer-request.js',
      columnOffset: -STRICT.length,
    },
  );

  async function run(event: ViewerRequestEvent, rawQuery?: string | null): Promise<RunResult> {
    const realm = createRealm(runtime, typeof now === 'number' ? now : now());
    const bytes =
      runtime === 'cloudfront-js-1.0' ? installByteStrings(realm) : installBuffer(realm);
    realm.define('require', createRequire(realm, bytes));
    if (isRepeatable) {
      realm.intrinsics.Math.random = realm.adopt(() => 0.5);
    }
    realm.define('console', realm.adopt({ log: () => undefined }));
    let logData: string | undefined;
    if (imported) {
      const log = (text: unknown) => {
        logData = String(text);
      };
      realm.define(imported[1]!, createCloudfront(realm, kvs, log));
    }
    const exchange: Exchange = { event: copyInto(realm, event, rawQuery) };
    realm.define(EXCHANGE_NAME, exchange);
    const microseconds = evaluate(realm, script, exchange);
    if (exchange.state !== 'returned') {
      throw new FunctionError(describeFailure(exchange));
    }
    const output = exchange.result === undefined ? undefined : JSON.parse(exchange.result);
    return { output: output as FunctionOutput, microseconds, logData };
  }

  return { run, invoke: async (event, rawQuery) => (await run(event, rawQuery)).output };
}

function evaluate(realm: Realm, script: Script, exchange: Exchange): number {
  try {
    script.runInContext(realm.context, LIMITS);
    const start = process.hrtime.bigint();
    CALL_SCRIPT.runInContext(realm.context, LIMITS);
    return Number((process.hrtime.bigint() - start) / 1000n);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new FunctionError(`did not end within ${TIME_LIMIT_MS} ms`);
    }
    exchange.stack = String((error as Error | null)?.stack);
    exchange.state = 'threw';
    return 0;
  }
}

// An error's message may quote a value, as that of JSON.parse does, so only its name and position
// are used.
function describeFailure({ state, stack = '' }: Exchange): string {
  if (state === undefined) {
    return 'returned a promise that never settles';
  }
  const name = /^[A-Za-z]*Error/.exec(stack)?.[0] ?? 'a value that is not an Error';
  const place = /viewer-request\.js:(\d+:\d+)/.exec(stack)?.[1];
  return `threw ${name}${place ? ` at ${place}` : ''}`;
}

function copyInto(realm: Realm, event: ViewerRequestEvent, rawQuery?: string | null): object {
  // The realm's own JSON creates objects with the realm's prototypes, as on CloudFront.
  const copy = realm.intrinsics.JSON.parse(JSON.stringify(event)) as ViewerRequestEvent;
  if (rawQuery !== undefined) {
    const rawQueryString = realm.adopt(() => rawQuery ?? undefined);
    Object.assign(copy.request, { rawQueryString });
  }
  return copy;
}

/** Prepares a built function for calls on another engine. */
export function createEngineSandbox(engine: Engine, { now, ...options }: SandboxOptions): Sandbox {
  const run: Sandbox['run'] = async (event, rawQuery) => {
    const call = { ...options, now: typeof now === 'number' ? now : now(), event, rawQuery };
    for await (const outcome of engine.run([call])) {
      if ('problem' in outcome) {
        throw new FunctionError(outcome.problem);
      }
      // No engine other than Node's own measures how long the function itself ran.
      return { output: outcome.output, microseconds: null };
    }
    throw new FunctionError('was not run');
  };
  return { run, invoke: async (event, rawQuery) => (await run(event, rawQuery)).output };
}

/** Node's own engine, with a fresh realm for each call. */
export const vmEngine: Engine = {
  name: 'node:vm',
  async *run(calls) {
    for (const call of calls) {
      yield runCall(call);
    }
  },
};

async function runCall({ event, rawQuery, ...options }: Call): Promise<Outcome> {
  try {
    return { output: await createSandbox(options).invoke(event, rawQuery) };
  } catch (error) {
    if (error instanceof FunctionError) {
      return { problem: error.message };
    }
    throw error;
  }
}
