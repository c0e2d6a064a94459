// The example: Redis, Django, and in front of them a local CloudFront with a function for each of its two behaviours.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSecret } from 'pocket-spa-auth';
import { startDjango } from './run/django.js';
import { startEdge } from './run/edge.js';
import { preparePython } from './run/python.js';
import { startRedis } from './run/redis.js';

const port = process.env.PORT || '8787';
const secret = process.env.SPA_TOKEN_SECRET || generateSecret();

const ended = new Promise((end) => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, end);
  }
});
const folder = await mkdtemp(join(tmpdir(), 'quayside-'));
const started = [];
const keep = (service) => {
  started.unshift(service);
  return service;
};

try {
  const python = await preparePython();
  const redis = keep(await startRedis());
  const settings = {
    REDIS_URL: redis.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    SPA_TOKEN_SECRET: secret,
  };
  const django = keep(await startDjango(python, folder, settings));
  // Before the backend stands the same function without the SPA fallback, which would turn `/api/chat` into `/index.html`.
  const api = keep(
    await startEdge(['--stage', 'api', '--gate-backend', '--backend', django.url, '--port', '0'], {
      secret,
      onLine: (line) => console.log(`api   ${line}`),
    }),
  );
  const site = keep(
    await startEdge(['--backend', api.url, '--port', port], {
      secret,
      onLine: (line) => console.log(`site  ${line}`),
    }),
  );
  console.log(`Open ${site.url}/tides/north-quay?view=chart`);
  console.log('Log in as "ada@example.com" with "analytical engine",');
  console.log('or as "grace@example.com", who is staff, with "nanosecond wire". Ctrl-C ends it.');
  const broken = started.map((service) => service.ended.then(() => 1));
  process.exitCode = await Promise.race([ended.then(() => 0), ...broken]);
} finally {
  for (const service of started) {
    await service.stop();
  }
  await rm(folder, { recursive: true, force: true });
}
