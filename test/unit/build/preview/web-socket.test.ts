import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../../../fakes/backend.js';
import { backend, preview } from './preview.js';

const SWITCHING =
  'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';

describe('a WebSocket', () => {
  const handshake = (path: string, ...headers: string[]) =>
    ['GET', path, 'HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket']
      .join(' ')
      .concat('\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', ...headers, '\r\n\r\n');

  /**
   * Sends text and returns what was received once it includes `enough`, or once the connection
   * ends.
   */
  function talk(url: string, text: string, enough?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let received = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        received += chunk;
        if (enough && received.includes(enough)) {
          socket.destroy();
        }
      });
      socket.on('error', reject).on('close', () => resolve(received));
    });
  }

  it('reaches the backend and transfers bytes in both directions', async () => {
    const { url: address, received } = await backend();
    const { url, records } = await preview({ backend: address });
    const response = await talk(url, `${handshake('/api/socket')}hello`, 'hello');
    expect(response).toMatch(/^HTTP\/1\.1 101 /);
    expect(received[0]).toMatchObject({ url: '/api/socket' });
    await expect
      .poll(() => records)
      .toMatchObject([{ path: '/api/socket', status: 101, verdict: 'ungated' }]);
  });

  it('gets an ordinary response if the function refuses it', async () => {
    const { url: address, received } = await backend();
    const { url } = await preview({ backend: address, gateBackend: true });
    const response = await talk(url, handshake('/api/socket', '\r\nx-refuse: 1'));
    expect(response).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(received).toEqual([]);
  });

  it('gets a 502 if the backend is down', async () => {
    const { url } = await preview({ backend: `http://127.0.0.1:${await closedPort()}` });
    expect(await talk(url, handshake('/api/socket'))).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
  });

  it('is handled as an ordinary request outside of /api/*', async () => {
    const { url: address } = await backend();
    const { url } = await preview({ backend: address });
    expect(await talk(url, handshake('/index.html'))).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[\s\S]*start page$/,
    );
    expect(await talk(url, handshake('/refuse'))).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('ends when the preview is closed', async () => {
    const { url: address } = await backend();
    const started = await preview({ backend: address });
    const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write(handshake('/api/socket'));
    await new Promise((resolve) => socket.once('data', resolve));
    await started.close();
    await ended;
  });

  it('gets to the backend what it sends during the handshake', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { url } = await preview({ backend: `http://127.0.0.1:${port}` });
    const viewer = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void viewer.destroy());
    viewer.write(handshake('/api/socket'));
    const [, socket] = (await once(server, 'upgrade')) as [unknown, Socket];
    onTestFinished(() => void socket.destroy());
    await new Promise<void>((sent) => viewer.write('early', () => sent()));
    socket.write(SWITCHING);
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    expect(bytes.toString()).toBe('early');
  });

  it.each([
    ['answers after that', true],
    ['never answers', false],
  ])(
    'whose viewer leaves during the handshake leaves the backend, which %s',
    async (_, answers) => {
      const server = createServer().listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { url, records } = await preview({ backend: `http://127.0.0.1:${port}` });
      const viewer = connect(Number(new URL(url).port), '127.0.0.1');
      viewer.write(handshake('/api/socket'));
      const [, socket] = (await once(server, 'upgrade')) as [unknown, Socket];
      onTestFinished(() => void socket.destroy());
      const left = once(socket.on('error', () => {}).resume(), 'end');
      viewer.destroy();
      if (answers) {
        await expect.poll(() => records).toHaveLength(1);
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
        );
      }
      await left;
    },
  );
});
