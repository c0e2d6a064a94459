import { once } from 'node:events';
import { createServer } from 'node:net';
import { start } from './process.js';

/** Redis on a free port of the loopback interface, without anything on disk. */
export async function startRedis() {
  const port = await freePort();
  const options = { bind: '127.0.0.1', port, save: '', appendonly: 'no' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const redis = await start('redis-server', args, { ready: /Ready to accept connections/ });
  return { ...redis, url: `redis://127.0.0.1:${port}/0` };
}

// To Redis, port 0 means none.
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
