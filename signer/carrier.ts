import { describeKind, typeError } from './errors.js';
import {
  cookieNameIn,
  onWriteHead,
  type ResponseHeaders,
  type ServerResponse,
  serverHeaders,
} from './response-headers.js';

/** The part of a Node.js `ServerResponse` that is used. Express and Connect have it too. */
export interface ServerResponseLike {
  readonly headersSent: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  setHeader(name: string, value: string | string[]): unknown;
  removeHeader?(name: string): unknown;
  writeHead?(status: number, ...rest: unknown[]): unknown;
}

/** The part of a Fetch `Headers` that is used. */
export interface HeadersLike {
  append(name: string, value: string): void;
  getSetCookie(): string[];
}

/** The part of a Fetch `Response` that is used. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: HeadersLike;
}

/** The part of a Fastify reply that is used. */
export interface FastifyReplyLike {
  readonly raw: ServerResponseLike;
  readonly sent: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  header(name: string, value: string): unknown;
}

/** The part of a Koa context that is used. */
export interface KoaContextLike {
  readonly req: object;
  readonly res: ServerResponseLike;
}

/** The part of a Hono context that is used. */
export interface HonoContextLike {
  readonly req: { header(name: string): string | undefined };
  header(name: string, value?: string, options?: { append?: boolean }): void;
}

/** What can carry the cookie: a response, its headers, or the context that a framework gives. */
export type CookieCarrier =
  | ServerResponseLike
  | HeadersLike
  | ResponseLike
  | FastifyReplyLike
  | KoaContextLike
  | HonoContextLike;

/** Writes to the headers of a response of any kind. */
export interface CarrierHeaders {
  /**
   * Adds a cookie. Others stay, and it stays beside those that are set later if that can be had.
   */
  addCookie(cookie: string): void;
  /** Adds to a header that is a list. */
  append(name: string, value: string): void;
}

/** The headers of a response, of whatever kind it is. */
export function carrierHeaders(carrier: unknown): CarrierHeaders {
  // setHeader is looked for first, because Express adds a method `append` to its responses.
  if (isServerResponse(carrier)) {
    return ofServerResponse(carrier);
  }
  if (hasMethods<HeadersLike>(carrier, 'append', 'getSetCookie')) {
    return ofHeaders(carrier);
  }
  if (hasMethods<FastifyReplyLike>(carrier, 'header', 'getHeader')) {
    return ofFastifyReply(carrier);
  }
  // Before Koa's context, because Hono makes a response when `res` is read.
  if (isHonoContext(carrier)) {
    return ofHonoContext(carrier);
  }
  const { headers, status, req, res } = Object(carrier) as Partial<ResponseLike & KoaContextLike>;
  // A Request has headers too, but no status.
  if (typeof status === 'number' && hasMethods<HeadersLike>(headers, 'append', 'getSetCookie')) {
    return ofHeaders(headers);
  }
  // Express gives its request a `res`, but no `req`.
  if (typeof req === 'object' && isServerResponse(res)) {
    return ofServerResponse(res);
  }
  throw typeError(
    'ERR_SPA_AUTH_RESPONSE',
    `The response, ${describeKind(carrier)}, cannot carry a cookie. Give a Node.js or Express ` +
      'response, a Fetch Response or Headers, a Fastify reply, or a Koa or Hono context.',
  );
}

function ofServerResponse(response: ServerResponseLike): CarrierHeaders {
  assertNotSent(response);
  const headers = serverHeaders(response);
  return {
    append: headers.append,
    addCookie(cookie) {
      response.setHeader('Set-Cookie', [...headers.getSetCookie(), cookie]);
      if (typeof response.writeHead === 'function') {
        keepOnServer(response as ServerResponseLike & ServerResponse, cookie);
      }
    },
  };
}

function ofHeaders(headers: HeadersLike): CarrierHeaders {
  const append = (name: string, value: string) => {
    try {
      headers.append(name, value);
    } catch {
      // Not passed on as the cause: a runtime may put the value, which holds the token, into its
      // message.
      throw typeError(
        'ERR_SPA_AUTH_HEADERS_IMMUTABLE',
        "The response's headers cannot be changed, as with Response.redirect() and fetch(). " +
          'Copy it first: new Response(response.body, response).',
      );
    }
  };
  return { append, addCookie: (cookie) => append('set-cookie', cookie) };
}

// Fastify's own headers replace those of the raw response, but keep every cookie of their own.
function ofFastifyReply(reply: FastifyReplyLike): CarrierHeaders {
  // The headers of a reply that was hijacked are never written.
  if (reply.sent) {
    return ofServerResponse(reply.raw);
  }
  assertNotSent(reply.raw);
  return {
    append: (name, value) =>
      void reply.header(name, [reply.getHeader(name) ?? [], value].flat().join(', ')),
    addCookie: (cookie) => void reply.header('set-cookie', cookie),
  };
}

function ofHonoContext(context: HonoContextLike): CarrierHeaders {
  const append = (name: string, value: string) => context.header(name, value, { append: true });
  return {
    append,
    addCookie(cookie) {
      append('set-cookie', cookie);
      keepInHono(context, cookie);
    },
  };
}

/** A cookie that a response has been given. */
interface KeptCookie {
  readonly value: string;
  /** Whether all cookies of the response have been removed since. */
  isRemoved: boolean;
}

// The last cookie of each name that a response has been given.
const keptCookies = new WeakMap<object, Map<string, KeptCookie>>();

// The kept cookies at the first of a response, otherwise undefined.
function keep(response: object, value: string): Map<string, KeptCookie> | undefined {
  const kept = keptCookies.get(response);
  const cookies = kept ?? new Map<string, KeptCookie>();
  cookies.set(cookieNameIn(value), { value, isRemoved: false });
  keptCookies.set(response, cookies);
  return kept ? undefined : cookies;
}

function markRemoved(cookies: ReadonlyMap<string, KeptCookie>): void {
  for (const cookie of cookies.values()) {
    cookie.isRemoved = true;
  }
}

// writeHead and setHeader replace the cookies that are set already. removeHeader removes them on
// purpose, as error pages do, unless they are then set again, as by what changes one of them.
function keepOnServer(response: ServerResponseLike & ServerResponse, cookie: string): void {
  const cookies = keep(response, cookie);
  if (!cookies) {
    return;
  }
  onWriteHead(response, (headers, before) => addMissing(headers, cookies, before));
  const { removeHeader } = response;
  if (removeHeader) {
    response.removeHeader = (name) => {
      if (isSetCookie(name)) {
        markRemoved(cookies);
      }
      return removeHeader.call(response, name);
    };
  }
}

function isSetCookie(name: string): boolean {
  return /^set-cookie$/i.test(name);
}

// `before` are the cookies that were set before others may have replaced them.
function addMissing(
  headers: Pick<ResponseHeaders, 'append' | 'getSetCookie'>,
  cookies: ReadonlyMap<string, KeptCookie>,
  before: readonly string[],
): void {
  const names = headers.getSetCookie().map(cookieNameIn);
  const namesBefore = before.map(cookieNameIn);
  for (const [name, { value, isRemoved }] of cookies) {
    const isWanted = !isRemoved || namesBefore.includes(name);
    if (isWanted && names.length > 0 && !names.includes(name)) {
      headers.append('set-cookie', value);
    }
  }
}

// Without `append`, c.header replaces the cookies that are set already. Without a value it removes
// them on purpose.
function keepInHono(context: HonoContextLike, cookie: string): void {
  const cookies = keep(context, cookie);
  if (!cookies) {
    return;
  }
  const { header } = context;
  context.header = (name, value, options) => {
    header.call(context, name, value, options);
    if (!isSetCookie(name)) {
      return;
    }
    if (value === undefined) {
      markRemoved(cookies);
    } else if (!options?.append) {
      const append = (key: string, added: string) =>
        header.call(context, key, added, { append: true });
      addMissing({ append, getSetCookie: () => [value] }, cookies, []);
    }
  };
}

function assertNotSent(response: ServerResponseLike): void {
  if (response.headersSent) {
    throw typeError(
      'ERR_SPA_AUTH_HEADERS_SENT',
      "The response's headers have been sent. Log in or out before the first write.",
    );
  }
}

function isServerResponse(value: unknown): value is ServerResponseLike {
  return hasMethods<ServerResponseLike>(value, 'getHeader', 'setHeader');
}

function isHonoContext(value: unknown): value is HonoContextLike {
  return (
    hasMethods<HonoContextLike>(value, 'header') &&
    hasMethods<HonoContextLike['req']>(value.req, 'header')
  );
}

function hasMethods<T>(value: unknown, ...names: (keyof T)[]): value is T {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as T)[name] === 'function')
  );
}
