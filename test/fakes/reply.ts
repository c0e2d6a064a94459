import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** The parts of a response that the tests check. */
export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
};

/** Sends a GET that follows no redirect and adds no header of its own. */
export function get(url: string, headers: Record<string, string>): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, agent: false });
    sent.on('response', (response) => readResponse(response).then(resolve, reject));
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
    });
    sent.on('error', reject).end();
  });
}

/** Sends a WebSocket handshake, and closes the socket if it is accepted. */
export function handshake(url: string, headers: Record<string, string> = {}): Promise<HttpReply> {
  return get(url, { ...HANDSHAKE, ...headers });
}

async function readResponse(response: IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}
