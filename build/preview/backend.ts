import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import { CliError, EXIT } from '../host/errors.js';
import type { FunctionRequest } from '../platform/event.js';
import { isHiddenHeader } from '../platform/headers.js';
import { encodeHeaderText, splitTarget } from './http.js';

const PREFIX = '/api/';

const UNRESERVED = /%(?:2[de]|5f|7e|3\d|[46][1-9a-f]|[57][\da])/gi;

const ANSWER_LIMIT = 30_000;

/** The server behind `/api/*`. */
export interface Backend {
  /** Rejects where the backend gives no answer. */
  web(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, told: UpgradeEvents): void;
}

/** What comes of a WebSocket handshake: one of the two. */
export interface UpgradeEvents {
  /** The backend answered with this status; from here on the socket is its own. */
  answered(status: number): void;
  /** There is no answer; the socket is closed after what is written now. */
  failed(): void;
}

/** Whether CloudFront would choose the behaviour `/api/*`: it compares the path as sent, dots resolved (RFC 3986). */
export function isBackendPath(target: string): boolean {
  const { uri } = splitTarget(target);
  const plain = uri
    .replace(UNRESERVED, (escaped) => decodeURIComponent(escaped))
    // To a browser's URL parser it would be a slash.
    .replaceAll('\\', '%5C');
  const url = `http://path.invalid${plain}`;
  return uri.startsWith('/') && URL.canParse(url) && new URL(url).pathname.startsWith(PREFIX);
}

/** `address` is the backend's URL; throws CliError where it is none. */
export function createBackend(address: string): Backend {
  const target = checkedAddress(address);
  // A connection kept alive would be a broken one as soon as the backend is started anew.
  const agent = target.protocol === 'https:' ? new HttpsAgent() : new HttpAgent();
  const proxy = createProxyServer({ target, agent, proxyTimeout: ANSWER_LIMIT });
  proxy.on('proxyRes', (answer) => {
    delete answer.headers.connection;
    delete answer.headers['keep-alive'];
  });
  return {
    web(request, response) {
      prepare(request);
      return proxy.web(request, response);
    },
    upgrade(request, socket, head, told) {
      const { connection, upgrade } = request.headers;
      prepare(request);
      Object.assign(request.headers, { connection, upgrade });
      // Emitted within `ws`, before httpxy listens itself: it closes the socket on an error.
      proxy.once('proxyReqWs', (outgoing) => {
        outgoing.once('upgrade', (_answer, tunnel) => {
          socket.once('close', () => tunnel.destroy());
          tunnel.once('close', () => socket.destroy());
          told.answered(101);
        });
        outgoing.once('response', ({ statusCode = 502 }) => told.answered(statusCode));
        outgoing.once('error', () => told.failed());
      });
      proxy.ws(request, socket, {}, head).catch(() => undefined);
    },
  };
}

/** Puts what the function made of a request in the place of what the viewer sent. */
export function replaceRequest(
  request: IncomingMessage,
  output: FunctionRequest,
  target: string,
): void {
  const hidden = Object.entries(request.headers).filter(([name]) => isHiddenHeader(name));
  const shown = Object.entries(output.headers).map(
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
  request.headers = Object.fromEntries([...hidden, ...shown]);
  if (cookie) {
    request.headers.cookie = encodeHeaderText(cookie);
  }
}

function prepare(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers)) {
    if (isHiddenHeader(name)) {
      delete request.headers[name];
    }
  }
  const address = request.socket.remoteAddress ?? '';
  const before = request.headers['x-forwarded-for'];
  request.headers['x-forwarded-for'] = before ? `${before}, ${address}` : address;
}

function checkedAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  if (usable) {
    return url;
  }
  throw new CliError(
    'ERR_PREVIEW_BACKEND',
    `the backend's address (${address.length} characters) is no http: or https: URL; give one like http://localhost:8000`,
    EXIT.usage,
  );
}
