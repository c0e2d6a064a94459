// Starts the example: on SQLite with a local CloudFront in front, or with --server on PostgreSQL
// and nginx, as it runs on a server.
import { randomBytes } from 'node:crypto';
import { runUntilInterrupted } from './run/lifetime.js';
import { startLocal } from './run/local.js';
import { describeMissing, findMissing } from './run/requirements.js';
import { startServer } from './run/server.js';

const args = process.argv.slice(2);
const isServer = args[0] === '--server';
if (args.length > (isServer ? 1 : 0)) {
  console.error(
    `start.js takes --server or nothing; found ${args.map((arg) => JSON.stringify(arg)).join(' ')}.`,
  );
  process.exit(2);
}

const secret = process.env.SPA_TOKEN_SECRET || randomBytes(32).toString('hex');
const port = process.env.PORT || (isServer ? '8443' : '8787');

// With another secret the services would start, and refuse every token. Django takes no ring.
if (!/^(?:[\da-f]{2}){16,128}$/i.test(secret)) {
  console.error(
    'SPA_TOKEN_SECRET is to be an even number of hex digits, 32 to 256 of them. Make one with: openssl rand -hex 32',
  );
  process.exit(2);
}
// 0 is any free port.
if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
  console.error(`PORT is ${JSON.stringify(port)}. It is to be a whole number from 0 to 65535.`);
  process.exit(2);
}

// Before anything that takes long: the first run installs for minutes.
const missing = findMissing({ isServer });
if (missing.length > 0) {
  console.error(describeMissing(missing));
  process.exit(1);
}

await runUntilInterrupted(async (run) => {
  const { url } = await (isServer ? startServer : startLocal)({ ...run, port, secret });
  console.log(`Open ${url}/tides/north-quay?view=chart`);
  console.log('Log in as "ada@example.com" with "analytical engine",');
  console.log('or as "grace@example.com", who is staff, with "nanosecond wire". Ctrl-C ends it.');
  if (isServer) {
    console.log('The browser warns of the certificate, which was made for this run.');
    console.log(`The files of the server are in ${run.folder} until then.`);
  }
});
