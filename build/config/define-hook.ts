/** A value of a header, a cookie or a parameter, as CloudFront gives it: nothing is decoded. */
export interface HookValue {
  value: string;
  /** All values with the first, if the viewer sent the name more than once. */
  multiValue?: { value: string }[];
}

/** The request that a hook is given. Every part is present. */
export interface HookRequest {
  readonly method: string;
  /** The path, as the viewer sent it. */
  uri: string;
  querystring: Record<string, HookValue>;
  /** By name in lower case. */
  headers: Record<string, HookValue>;
  cookies: Record<string, HookValue>;
  /** The query without its "?", as sent; undefined if there is none. Runtime 2.0 only. */
  rawQueryString?(): string | undefined;
}

/** A request that cannot be changed. */
export type ReadonlyHookRequest = {
  readonly [Part in keyof HookRequest]: HookRequest[Part] extends Record<string, HookValue>
    ? Readonly<Record<string, Readonly<HookValue>>>
    : HookRequest[Part];
};

/** What a hook answers the viewer with. */
export interface HookResponse {
  /** A whole number from 200 to 599. */
  statusCode: number;
  statusDescription?: string;
  /** By name in lower case. */
  headers?: Record<string, HookValue>;
  cookies?: Record<string, { value: string; attributes?: string }>;
  body?: string | { encoding: 'text' | 'base64'; data: string };
}

/** What is known of a request that goes on. */
export type HookContext =
  | {
      /** The path is public, or the request is a preflight that passes. */
      readonly public: true;
      readonly userId: undefined;
    }
  | {
      readonly public: false;
      /** The user whose token was verified. */
      readonly userId: string;
    };

type Answer<T> = T | undefined | Promise<T | undefined>;

/** The functions that `before` and `after` of the configuration may name. */
export interface Hooks {
  /** Answers the request, or returns undefined: the decision follows. */
  before: (request: ReadonlyHookRequest) => Answer<HookResponse>;
  /**
   * Rewrites the request in place and returns undefined, or returns another request, or answers it.
   */
  after: (request: HookRequest, context: HookContext) => Answer<HookRequest | HookResponse>;
}

/**
 * Returns its argument, typed as the hook that it is. Nothing of it is left in the built function.
 * `SPEC.md` 5.7 says what a hook may do; only with `secret: "kvs"` it may be async.
 *
 * @example
 * ```ts
 * import { defineHook } from 'pocket-spa-auth/build';
 *
 * const after = defineHook<'after'>((request) => {
 *   if (request.uri.endsWith('/')) {
 *     request.uri += 'index.html';
 *   }
 * });
 *
 * typeof after; // => "function"
 * ```
 */
export function defineHook<Name extends keyof Hooks>(hook: Hooks[Name]): Hooks[Name] {
  return hook;
}
