import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toEvent } from '../../../build/preview/http.js';
import type { Fields } from '../../vectors/types.js';

/** A server on the loopback interface. */
export interface Site {
  readonly url: string;
  close(): void;
}

/** The parts of an answer that count here; a character of a header is an octet. */
export interface Reply {
  readonly status: number;
  readonly setCookie: readonly string[];
  readonly body: string;
}

/** Puts a program in front of a free port. */
export async function serve(listener: RequestListener): Promise<Site> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** Sends a GET as a browser with these cookies would. */
export function get(url: string, cookie = ''): Promise<Reply> {
  return new Promise((done, failed) => {
    const headers = cookie === '' ? {} : { cookie };
    const sent = request(url, { headers, agent: false, timeout: 10_000 }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) {
        chunks.push(chunk as Buffer);
      }
      done({
        status: answer.statusCode ?? 0,
        setCookie: answer.headers['set-cookie'] ?? [],
        body: Buffer.concat(chunks).toString(),
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s')));
    sent.on('error', failed).end();
  });
}

/** What becomes of a Cookie header on its way: CloudFront's grouping of it, and the header that a Node backend reads. */
export interface Arrival {
  readonly cookies: Fields;
  readonly header: string;
}

/** A site that answers with what arrived. */
export function serveArrivals(): Promise<Site> {
  return serve((incoming, response) => {
    const { cookies } = toEvent(incoming).event.request;
    response.end(JSON.stringify({ cookies, header: incoming.headers.cookie ?? '' }));
  });
}
