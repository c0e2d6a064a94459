import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import { CliError, EXIT } from '../host/errors.js';
import { quoteForTerminal } from '../host/format.js';
import type { FunctionRequest } from '../platform/event.js';
import { isHiddenHeader } from '../platform/headers.js';
import { encodeHeaderText } from './http.js';
import type { CookieFilter } from './secure-cookies.js';

// CloudFront's default response timeout for an origin, in milliseconds.
const RESPONSE_TIMEOUT = 30_000;

/** The server that answers the paths of the backend. */
export interface Backend {
  readonly address: string;
  /** Forwards a request. Rejects if the backend does not respond. */
  web(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Forwards a WebSocket handshake. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, events: UpgradeEvents): void;
}

/** The outcome of a WebSocket handshake: one of the two functions is called. */
export interface UpgradeEvents {
  /** The backend responded with this status. From now on it controls the socket. */
  responded(status: number): void;
  /**
   * The backend did not respond. The socket is closed after the response that this function writes.
   */
  failed(): void;
}

/** Creates the proxy for a backend. Throws CliError if `address` is not a usable URL. */
export function createBackend(address: string, filterCookies: CookieFilter): Backend {
  const target = parseAddress(address);
  // No connection is kept alive: it would break when the backend is restarted.
  const agent = target.protocol === 'https:' ? new HttpsAgent() : new HttpAgent();
  const proxy = createProxyServer({ target, agent, proxyTimeout: RESPONSE_TIMEOUT });
  const filter = ({ headers }: IncomingMessage) => {
    if (headers['set-cookie'] !== undefined) {
      headers['set-cookie'] = filterCookies(headers['set-cookie']);
    }
  };
  proxy.on('proxyRes', (response) => {
    delete response.headers.connection;
    delete response.headers['keep-alive'];
    filter(response);
  });
  return {
    address: target.href.replace(/\/$/, ''),
    web(request, response) {
      setForwardedHeaders(request);
      return proxy.web(request, response);
    },
    upgrade(request, socket, head, events) {
      const { connection, upgrade } = request.headers;
      setForwardedHeaders(request);
      Object.assign(request.headers, { connection, upgrade });
      // `proxy.ws` emits this before httpxy adds its own listeners, which close the socket on an
      // error.
      proxy.once('proxyReqWs', (outgoing) => {
        const unwatch = watchForLeaving(socket, () => outgoing.destroy());
        outgoing.once('upgrade', (response, tunnel) => {
          unwatch();
          filter(response);
          socket.once('close', () => tunnel.destroy());
          tunnel.once('close', () => socket.destroy());
          events.responded(101);
        });
        outgoing.once('response', (response) => {
          unwatch();
          filter(response);
          events.responded(response.statusCode ?? 502);
        });
        outgoing.once('error', () => {
          unwatch();
          events.failed();
        });
      });
      proxy.ws(request, socket, {}, head).catch(() => undefined);
    },
  };
}

/**
 * Calls `leave` if the viewer leaves while nothing reads the socket, which nobody would notice.
 * What the viewer sends meanwhile is kept. Returns the function that ends the watch.
 */
function watchForLeaving(socket: Socket, leave: () => void): () => void {
  const keep = (chunk: Buffer) => {
    socket.pause();
    socket.unshift(chunk);
  };
  const end = () => socket.destroy();
  socket.on('data', keep).once('end', end).once('close', leave);
  if (socket.destroyed) {
    leave();
  }
  return () => {
    socket.off('data', keep).off('end', end).off('close', leave).pause();
  };
}

/** Replaces the request of the viewer by the request that the function returned. */
export function applyFunctionRequest(
  request: IncomingMessage,
  output: FunctionRequest,
  target: string,
): void {
  const hidden = Object.entries(request.headers).filter(
    ([name]) => isHiddenHeader(name) || name.startsWith(':'),
  );
  const visible = Object.entries(output.headers).map(
    ([name, { value, multiValue = [{ value }] }]) => [
      name,
      encodeHeaderText(multiValue.map((entry) => entry.value).join(', ')),
    ],
  );
  const cookie = Object.entries(output.cookies)
    .flatMap(([name, { value, multiValue = [{ value }] }]) =>
      multiValue.map((entry) => `${name}=${entry.value}`),
    )
    .join('; ');
  request.url = encodeHeaderText(target);
  // In place: a request of HTTP/2 takes no other object.
  for (const name of Object.keys(request.headers)) {
    delete request.headers[name];
  }
  Object.assign(request.headers, Object.fromEntries([...hidden, ...visible]));
  if (cookie) {
    request.headers.cookie = encodeHeaderText(cookie);
  }
}

/**
 * Removes the headers that CloudFront does not forward, and adds the viewer to `x-forwarded-for`.
 */
function setForwardedHeaders(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers)) {
    if (isHiddenHeader(name)) {
      delete request.headers[name];
    }
  }
  const address = request.socket.remoteAddress ?? '';
  const previous = request.headers['x-forwarded-for'];
  request.headers['x-forwarded-for'] = previous ? `${previous}, ${address}` : address;
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isUsable =
    url &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash;
  if (isUsable) {
    return url;
  }
  throw new CliError(
    'ERR_PREVIEW_BACKEND',
    `the backend's address ${quoteAddress(address)} is not an http: or https: URL without user name, password, query and fragment; give one like http://localhost:8000`,
    EXIT.usage,
  );
}

/** Everything up to an "@" may be a password, and so may a query. */
function quoteAddress(address: string): string {
  const shown = address.replace(/^(?:https?:\/*)?.*@/is, '…@').replace(/[?#].*$/s, '?…');
  return quoteForTerminal(shown);
}
