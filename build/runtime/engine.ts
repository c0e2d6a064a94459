import type { FunctionOutput, ViewerRequestEvent } from '../platform/event.js';
import type { Runtime } from '../platform/runtimes.js';
import type { KeyValues } from './modules.js';

/** One call of a built function, and the world it is made in. */
export interface Call {
  /** The built function, as it would be uploaded. */
  readonly code: string;
  readonly runtime: Runtime;
  /** The KeyValueStore; default empty. */
  readonly kvs?: KeyValues;
  /** The clock in Unix seconds. */
  readonly now: number;
  readonly event: ViewerRequestEvent;
  /** What `rawQueryString()` returns, null for its undefined; left out, the runtime has no such method. */
  readonly rawQuery?: string | null | undefined;
}

/** What came of a call: the handler's output, or why there is none. The problem never quotes a value. */
export type Outcome = { readonly output: FunctionOutput } | { readonly problem: string };

/** What runs built functions. */
export interface Engine {
  readonly name: string;
  /** Gives the outcomes in the order of the calls; a function that fails is an outcome too. Whoever has seen enough may stop. */
  run(calls: readonly Call[]): AsyncIterable<Outcome>;
}
