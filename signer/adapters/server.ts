import type { Renewer } from './renewer.js';
import { addCookie, type Fields } from './response.js';
import { upgradesToWebSocket } from './upgrade.js';

/** The part of a Node.js `IncomingMessage` that is used. */
export interface ServerRequest {
  readonly method?: string | undefined;
  readonly headers: {
    readonly cookie?: string | undefined;
    readonly upgrade?: string | string[] | undefined;
  };
}

/** The part of a Node.js `ServerResponse` that is used. */
export interface ServerResponse {
  getHeader(name: string): number | string | string[] | undefined;
  setHeader(name: string, value: string | string[]): unknown;
  writeHead(status: number, ...rest: unknown[]): unknown;
}

const FIRST_FINAL = 200;

/**
 * Asks who is logged in and has the answer carry the cookie, however it comes to be sent. The headers of a Node.js response go out
 * within one call that cannot wait, so the question comes before the handler. Only for GET and HEAD: another method may be
 * about to log somebody in or out, and a token for the one who was there before must not follow the log-out.
 */
export async function renewOnServer<Request>(
  renewer: Renewer<Request> | undefined,
  request: Request,
  incoming: ServerRequest,
  response: ServerResponse,
): Promise<void> {
  if (
    !renewer ||
    !/^(?:GET|HEAD)$/.test(incoming.method ?? '') ||
    upgradesToWebSocket(incoming.headers.upgrade)
  ) {
    return;
  }
  const cookie = await renewer.cookieFor(request, incoming.headers.cookie);
  if (cookie !== undefined) {
    beforeHeaders(response, (fields) => addCookie(fields, renewer.cookieName, cookie));
  }
}

// Every way to send the headers, implied ones too, comes through writeHead.
function beforeHeaders(response: ServerResponse, change: (fields: Fields) => void): void {
  const { writeHead } = response;
  response.writeHead = function (this: ServerResponse, status, ...rest) {
    if (status < FIRST_FINAL) {
      return writeHead.call(this, status, ...rest);
    }
    const reason = typeof rest[0] === 'string' ? [rest[0]] : [];
    for (const [name, value] of givenHeaders(rest[reason.length] ?? rest[1])) {
      response.setHeader(name, value as string);
    }
    change(fieldsOf(response));
    return writeHead.call(this, status, ...reason);
  };
}

// What writeHead takes: an object, pairs in a row, or a list of pairs. A name that comes again joins the first.
function givenHeaders(headers: unknown): [name: string, value: unknown][] {
  if (!Array.isArray(headers)) {
    return Object.entries(headers ?? {});
  }
  const pairs = headers.every(Array.isArray) ? headers : pairsOf(headers);
  const joined = new Map<string, [string, unknown]>();
  for (const [name, value] of pairs as [string, unknown][]) {
    const key = String(name).toLowerCase();
    const present = joined.get(key);
    joined.set(key, present ? [present[0], [present[1], value].flat()] : [name, value]);
  }
  return [...joined.values()];
}

function pairsOf(row: readonly unknown[]): unknown[][] {
  return row.flatMap((name, i) => (i % 2 === 0 ? [[name, row[i + 1]]] : []));
}

function fieldsOf(response: ServerResponse): Fields {
  const valuesOf = (name: string) => [response.getHeader(name) ?? []].flat().map(String);
  return {
    get: (name) => valuesOf(name).join(', ') || null,
    set: (name, value) => response.setHeader(name, value),
    append: (name, value) => response.setHeader(name, [...valuesOf(name), value]),
    getSetCookie: () => valuesOf('set-cookie'),
  };
}
