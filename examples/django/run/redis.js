import { once } from 'node:events';
import { createServer } from 'node:net';
import { start } from './process.js';

/** Starts Redis on a free port of the loopback interface. It writes nothing to disk. */
export async function startRedis() {
  const port = await findFreePort();
  const options = { bind: '127.0.0.1', port, save: '', appendonly: 'no' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const redis = await start('redis-server', args, { ready: /Ready to accept connections/ });
  return { ...redis, url: `redis://127.0.0.1:${port}/0` };
}

// Redis does not choose a port itself: for Redis, port 0 disables TCP.
async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
