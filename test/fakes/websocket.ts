import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const CLOSE = 8;
const TEXT = 1;

/** A server of WebSockets that sends each text back, and closes when it is told "close". */
export interface WebSocketBackend {
  readonly url: string;
  /** The headers of each handshake. */
  readonly handshakes: readonly IncomingHttpHeaders[];
  /** How many connections are open. */
  open(): number;
  close(): void;
}

/** Starts it. It speaks as much of RFC 6455 as short texts need. */
export async function startWebSocketBackend(): Promise<WebSocketBackend> {
  const handshakes: IncomingHttpHeaders[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('upgrade', ({ headers }, socket: Socket) => {
    handshakes.push(headers);
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on('data', (data) => {
      const { kind, text } = readFrame(data);
      if (kind === CLOSE || text === 'close') {
        socket.end(writeFrame(CLOSE, ''));
      } else {
        socket.write(writeFrame(TEXT, text));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handshakes,
    open: () => sockets.size,
    close() {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}

/** A frame as a client sends it: masked, here with zeros, which leave it as it is. */
export function writeClientFrame(kind: 'text' | 'close', text = ''): Buffer {
  const bytes = Buffer.from(text);
  const start = [0x80 | (kind === 'text' ? TEXT : CLOSE), 0x80 | bytes.length, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(start), bytes]);
}

function writeFrame(kind: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x80 | kind, bytes.length]), bytes]);
}

function readFrame(data: Buffer): { kind: number; text: string } {
  const length = data[1]! & 0x7f;
  const mask = data.subarray(2, 6);
  const text = data.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]!);
  return { kind: data[0]! & 0x0f, text: Buffer.from(text).toString() };
}
