import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** What came of a handshake. */
export interface Handshake {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The connection, if it was opened. */
  readonly socket?: Socket;
}

/** Asks for a WebSocket, as a client without a page does. */
export function shakeHands(url: string, headers: OutgoingHttpHeaders = {}): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    request.once('upgrade', ({ statusCode = 0, headers: got }, socket) => {
      resolve({ status: statusCode, headers: got, body: '', socket });
    });
    request.once('response', async (response) => {
      const { statusCode = 0, headers: got } = response;
      resolve({ status: statusCode, headers: got, body: await text(response) });
    });
    request.once('error', reject).end();
  });
}

/** Sends a text over an open connection, and gives what comes back. */
export function echo(socket: Socket, sent: string): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk) => resolve(chunk.toString()));
    socket.write(sent);
  });
}

/** Sends bytes to a port, and gives all that comes back until the server closes. */
export async function sendBytes(port: string, bytes: string): Promise<string> {
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  socket.write(bytes);
  const answer = await text(socket).catch(() => '');
  socket.destroy();
  return answer;
}
