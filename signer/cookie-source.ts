import { describeKind, typeError } from './errors.js';

/** The part of a Fetch `Headers` that is read. */
export interface RequestHeaders {
  get(name: string): string | null;
  getSetCookie(): string[];
}

/** The part of a Fetch `Request` that is read. */
export interface FetchRequestLike {
  readonly method: string;
  readonly headers: RequestHeaders;
}

/** The part of a Node.js request that is read. Express, Fastify and Koa give such a request. */
export interface NodeRequestLike {
  readonly method?: string | undefined;
  readonly headers: { readonly cookie?: string | undefined };
}

/**
 * Where `readTokenCookie` finds the cookies: a `Cookie` header as text or a list, null or undefined
 * if there is none, a Fetch `Headers` or `Request`, or a Node.js request.
 */
export type CookieSource =
  | string
  | readonly string[]
  | null
  | undefined
  | RequestHeaders
  | FetchRequestLike
  | NodeRequestLike;

/** The `Cookie` header of a request; empty if there is none. */
export function getCookieHeader(source: unknown): string {
  if (typeof source === 'string') {
    return source;
  }
  if (source === undefined || source === null) {
    return '';
  }
  return readList(source) ?? readHeaders(source) ?? readRequest(source) ?? refuse(source);
}

function readList(source: unknown): string | undefined {
  return Array.isArray(source) && source.every((part) => typeof part === 'string')
    ? source.join('; ')
    : undefined;
}

// A Map has `get` too, and so have the cookie stores of frameworks.
function readHeaders(source: object): string | undefined {
  const { get, getSetCookie } = source as Partial<RequestHeaders>;
  return typeof get === 'function' && typeof getSetCookie === 'function'
    ? getCookieHeader((source as RequestHeaders).get('cookie'))
    : undefined;
}

// Only a request has a method: an object with headers alone may be a response, or an event whose
// names are not in lower case.
function readRequest(source: object): string | undefined {
  const { method, headers } = source as Partial<FetchRequestLike | NodeRequestLike>;
  if (typeof method !== 'string' || typeof headers !== 'object' || headers === null) {
    return undefined;
  }
  const header = readHeaders(headers);
  const cookie: unknown = 'cookie' in headers ? headers.cookie : '';
  return (
    header ??
    (typeof cookie === 'string' ? cookie : (readList(cookie) ?? (cookie ? undefined : '')))
  );
}

function refuse(source: unknown): never {
  throw typeError(
    'ERR_SPA_AUTH_REQUEST',
    `The cookies are to be read from ${describeKind(source)}. Give the text of the Cookie header, ` +
      'such as request.headers.cookie, or a Fetch Headers or Request, or a Node.js request; ' +
      'not the cookies that a framework has parsed.',
  );
}
