import type { ViewerRequest } from '../http.js';
import type { Variation } from './variation.js';

/**
 * Explains decisions. `build/explain` does; this room only shows what it says, and takes care that
 * nothing else leaves it.
 */
export interface DecisionExplainer {
  /** The path as it may be shown, and what decided. */
  summarize(request: ViewerRequest, now: number): Promise<{ path: string; rule: string }>;
  /** Holds no token, secret or cookie. */
  explain(request: ViewerRequest, now: number): Promise<object>;
  /** Rejects with a RangeError if no token can have the user id. */
  vary(request: ViewerRequest, variation: Variation, now: number): Promise<ViewerRequest>;
}

/** What the inspector says about the function. */
export interface FunctionFacts {
  readonly name: string;
  readonly runtime: string;
  readonly secret: string;
  readonly bytes: number;
  readonly limit: number;
  readonly features: readonly { readonly name: string; readonly bytes: number }[];
  readonly cookieName: string;
  readonly loginPath: string;
}
