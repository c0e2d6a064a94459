import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toViewerRequest } from '../../../build/preview/http.js';
import type { Fields } from '../../vectors/types.js';

/** A server on the loopback interface. */
export interface Site {
  readonly url: string;
  close(): void;
}

/** The parts of a response that the tests check. A character of a header is an octet. */
export interface HttpReply {
  readonly status: number;
  readonly setCookie: readonly string[];
  readonly body: string;
}

/** Serves a request listener on a free port. */
export async function serve(listener: RequestListener): Promise<Site> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** Sends a GET as a browser with these cookies would. */
export function get(url: string, cookie = ''): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const headers = cookie === '' ? {} : { cookie };
    const sent = request(url, { headers, agent: false, timeout: 10_000 }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) {
        chunks.push(chunk as Buffer);
      }
      resolve({
        status: response.statusCode ?? 0,
        setCookie: response.headers['set-cookie'] ?? [],
        body: Buffer.concat(chunks).toString(),
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s')));
    sent.on('error', reject).end();
  });
}

/**
 * A Cookie header as it arrives: the cookies of CloudFront's event, and the header that a Node.js
 * backend reads.
 */
export interface Arrival {
  readonly cookies: Fields;
  readonly header: string;
}

/** Starts a site whose responses contain the cookies that arrived. */
export function serveArrivals(): Promise<Site> {
  return serve((incoming, response) => {
    const { cookies } = toViewerRequest(incoming).event.request;
    response.end(JSON.stringify({ cookies, header: incoming.headers.cookie ?? '' }));
  });
}
