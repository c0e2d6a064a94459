import type { FunctionOutput, ViewerRequestEvent } from '../platform/event.js';
import type { Runtime } from '../platform/runtimes.js';
import type { KeyValues } from './modules.js';

/** One call of a built function, with everything that the function can read. */
export interface Call {
  /** The built function, as it would be uploaded. */
  readonly code: string;
  readonly runtime: Runtime;
  /** The content of the KeyValueStore; default empty. */
  readonly kvs?: KeyValues;
  /** The clock in Unix seconds. */
  readonly now: number;
  readonly event: ViewerRequestEvent;
  /**
   * What `rawQueryString()` returns; null stands for undefined. If this is missing, the runtime has
   * no such method.
   */
  readonly rawQuery?: string | null | undefined;
}

/**
 * The result of a call: the handler's output, or why there is none. The problem never quotes a
 * value.
 */
export type Outcome = { readonly output: FunctionOutput } | { readonly problem: string };

/** A JavaScript engine that runs built functions. */
export interface Engine {
  readonly name: string;
  /**
   * Yields the outcomes in the order of the calls. A function that fails is an outcome too. The
   * caller may stop early.
   */
  run(calls: readonly Call[]): AsyncIterable<Outcome>;
}
