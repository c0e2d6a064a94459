/** The headers of a response that a cookie needs. A Fetch `Headers` has these methods. */
export interface ResponseHeaders {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  getSetCookie(): string[];
}

/** The part of a Node.js `ServerResponse` whose headers are changed. */
export interface ServerResponse {
  getHeader(name: string): number | string | string[] | undefined;
  setHeader(name: string, value: string | string[]): unknown;
  writeHead(status: number, ...rest: unknown[]): unknown;
}

/**
 * The first status of a final response. Below it are informational responses such as 101, and 0 for
 * `Response.error()`; neither can carry a cookie.
 */
export const FIRST_FINAL_STATUS = 200;

/** The name in a `Set-Cookie` header. */
export function cookieNameIn(setCookie: string): string {
  return setCookie.split('=', 1)[0]!.trim();
}

/** The headers of a Node.js response that are set and not yet written. */
export function serverHeaders(response: Omit<ServerResponse, 'writeHead'>): ResponseHeaders {
  const getValues = (name: string) => [response.getHeader(name) ?? []].flat().map(String);
  return {
    get: (name) => getValues(name).join(', ') || null,
    set: (name, value) => response.setHeader(name, value),
    append: (name, value) => response.setHeader(name, [...getValues(name), value]),
    getSetCookie: () => getValues('set-cookie'),
  };
}

/**
 * Changes the headers of a response when they are written, those that `writeHead` is given
 * included. Every way to send the headers calls it, the implicit one too. `cookies` are those that
 * were set before.
 */
export function onWriteHead(
  response: ServerResponse,
  change: (headers: ResponseHeaders, cookies: readonly string[]) => void,
): void {
  const { writeHead } = response;
  response.writeHead = function (this: ServerResponse, status, ...rest) {
    // Node.js throws at a status from 1,000 on, and must then find the headers as they were.
    if (!(status >= FIRST_FINAL_STATUS && status < 1000)) {
      return writeHead.call(this, status, ...rest);
    }
    const headers = serverHeaders(response);
    const cookies = headers.getSetCookie();
    const reason = typeof rest[0] === 'string' ? [rest[0]] : [];
    for (const [name, value] of listHeaders(rest[reason.length] ?? rest[1])) {
      response.setHeader(name, value as string);
    }
    change(headers, cookies);
    return writeHead.call(this, status, ...reason);
  };
}

// The headers as writeHead accepts them: an object, a flat list or a list of pairs. The values of a
// repeated name are joined to a list.
function listHeaders(headers: unknown): [name: string, value: unknown][] {
  if (!Array.isArray(headers)) {
    return Object.entries(headers ?? {});
  }
  const pairs = headers.every(Array.isArray) ? headers : toPairs(headers);
  const joined = new Map<string, [string, unknown]>();
  for (const [name, value] of pairs as [string, unknown][]) {
    const key = String(name).toLowerCase();
    const present = joined.get(key);
    joined.set(key, present ? [present[0], [present[1], value].flat()] : [name, value]);
  }
  return [...joined.values()];
}

function toPairs(flat: readonly unknown[]): unknown[][] {
  return flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : []));
}
