import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** The parts of an answer that tests look at. */
export interface Reply {
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
export function get(url: string, headers: Record<string, string>): Promise<Reply> {
  return new Promise((done, failed) => {
    const sent = request(url, { headers, agent: false });
    sent.on('response', (answer) => read(answer).then(done, failed));
    sent.on('upgrade', (answer, socket) => {
      socket.destroy();
      done({ status: answer.statusCode ?? 0, headers: answer.headers, body: '' });
    });
    sent.on('error', failed).end();
  });
}

/** Asks for a WebSocket, and closes it where there is one. */
export function handshake(url: string, headers: Record<string, string> = {}): Promise<Reply> {
  return get(url, { ...HANDSHAKE, ...headers });
}

async function read(answer: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks).toString();
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}
