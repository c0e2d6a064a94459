import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request says of itself, as far as SPEC 5.4 and 5.5 look at it. */
export interface Sent {
  readonly mode: string;
  readonly dest: string;
  readonly purpose: string;
  /** Those of `text/html`, `application/json` and `*\/*` that the header contains. */
  readonly accept: readonly string[];
}

const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

/**
 * A server on loopback that answers every path 200 and notes what the first request for it says.
 */
export async function startRecorder(page: string) {
  const sent = new Map<string, Sent>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (!sent.has(path)) {
      sent.set(path, read(request.headers));
    }
    const extension = /\.(\w+)$/.exec(path)?.[1] ?? 'html';
    response.setHeader('content-type', TYPES[extension] ?? 'application/octet-stream');
    response.end(path === '/' ? page : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    sent,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An absent header is the empty text, for the two mean the same to the edge. */
function read(headers: IncomingHttpHeaders): Sent {
  const accept = headers.accept ?? '';
  return {
    mode: String(headers['sec-fetch-mode'] ?? ''),
    dest: String(headers['sec-fetch-dest'] ?? ''),
    purpose: String(headers['sec-purpose'] ?? ''),
    accept: ['text/html', 'application/json', '*/*'].filter((type) => accept.includes(type)),
  };
}
