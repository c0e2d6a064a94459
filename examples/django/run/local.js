import { randomBytes } from 'node:crypto';
import { startDjango } from './django.js';
import { startEdge } from './edge.js';
import { preparePython } from './python.js';
import { startRedis } from './redis.js';
import { assembleSite } from './site.js';

/**
 * Starts Redis, Django, and in front of them a local CloudFront whose two behaviors run one
 * function.
 */
export async function startLocal({ folder, register, signal, port, secret }) {
  const root = await assembleSite(folder);
  const python = await preparePython(signal);
  const settings = {
    REDIS_URL: process.env.REDIS_URL || register(await startRedis(signal)).url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    SPA_TOKEN_SECRET: secret,
  };
  const onLine = (line) => console.log(`django: ${line}`);
  const django = register(await startDjango(python, folder, settings, { signal, onLine }));
  return register(
    await startEdge(['--gate-backend', '--backend', django.url, '--port', port], {
      root,
      secret,
      signal,
      onLine: (line) => console.log(line),
    }),
  );
}
