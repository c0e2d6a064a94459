import {
  addCookie,
  FIRST_FINAL_STATUS,
  type ResponseHeaders,
  upgradesToWebSocket,
} from './renewal-cookie.js';
import type { Renewer } from './renewer.js';

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

/**
 * Decides the cookie and adds it to the response when its headers are written. Node.js writes them
 * in a synchronous call, so `getUserId` has to be called before the handler. Only for GET and HEAD:
 * another method may log somebody in or out, and a token for the previous user must not follow a
 * log-out.
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
    onWriteHead(response, (headers) => addCookie(headers, renewer.cookieName, cookie));
  }
}

// Every way to send the headers calls writeHead, including the implicit one.
function onWriteHead(response: ServerResponse, change: (headers: ResponseHeaders) => void): void {
  const { writeHead } = response;
  response.writeHead = function (this: ServerResponse, status, ...rest) {
    if (status < FIRST_FINAL_STATUS) {
      return writeHead.call(this, status, ...rest);
    }
    const reason = typeof rest[0] === 'string' ? [rest[0]] : [];
    for (const [name, value] of listHeaders(rest[reason.length] ?? rest[1])) {
      response.setHeader(name, value as string);
    }
    change(responseHeaders(response));
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

function responseHeaders(response: ServerResponse): ResponseHeaders {
  const getValues = (name: string) => [response.getHeader(name) ?? []].flat().map(String);
  return {
    get: (name) => getValues(name).join(', ') || null,
    set: (name, value) => response.setHeader(name, value),
    append: (name, value) => response.setHeader(name, [...getValues(name), value]),
    getSetCookie: () => getValues('set-cookie'),
  };
}
