// Starts the example: Redis, Django, and in front of them a local CloudFront whose two behaviors
// run one function.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDjango } from './run/django.js';
import { startEdge } from './run/edge.js';
import { preparePython } from './run/python.js';
import { startRedis } from './run/redis.js';
import { describeMissing, findMissing } from './run/requirements.js';
import { assembleSite } from './run/site.js';

// Before anything that takes long: the first run installs for minutes.
const missing = findMissing();
if (missing.length > 0) {
  console.error(describeMissing(missing));
  process.exit(1);
}

const port = process.env.PORT || '8787';
const secret = process.env.SPA_TOKEN_SECRET || randomBytes(32).toString('hex');

const interrupted = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, resolve);
  }
});
const folder = await mkdtemp(join(tmpdir(), 'quayside-'));
const services = [];
// The service that was started last is stopped first.
const register = (service) => {
  services.unshift(service);
  return service;
};

try {
  const root = await assembleSite(folder);
  const python = await preparePython();
  const redis = register(await startRedis());
  const settings = {
    REDIS_URL: redis.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    SPA_TOKEN_SECRET: secret,
  };
  const django = register(await startDjango(python, folder, settings));
  const site = register(
    await startEdge(['--gate-backend', '--backend', django.url, '--port', port], {
      root,
      secret,
      onLine: (line) => console.log(line),
    }),
  );
  console.log(`Open ${site.url}/tides/north-quay?view=chart`);
  console.log('Log in as "ada@example.com" with "analytical engine",');
  console.log('or as "grace@example.com", who is staff, with "nanosecond wire". Ctrl-C ends it.');
  const failures = services.map((service) => service.ended.then(() => 1));
  process.exitCode = await Promise.race([interrupted.then(() => 0), ...failures]);
} catch (error) {
  // A program that could not be run says why in its own words; a stack would hide them.
  console.error(error.stderr || error.message);
  process.exitCode = 1;
} finally {
  for (const service of services) {
    await service.stop();
  }
  await rm(folder, { recursive: true, force: true });
}
