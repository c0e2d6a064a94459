import { findFreePort } from './port.js';
import { start } from './process.js';

/** Starts Redis on a free port of the loopback interface. It writes nothing to disk. */
export async function startRedis(signal) {
  // Redis does not choose a port itself: for Redis, port 0 disables TCP.
  const port = await findFreePort();
  const options = { bind: '127.0.0.1', port, save: '', appendonly: 'no' };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const ready = /Ready to accept connections/;
  const redis = await start('redis-server', args, { ready, signal });
  return { ...redis, url: `redis://127.0.0.1:${port}/0` };
}
