// `npm start` of the examples. It starts the backend of the current folder, and in front of it the
// local CloudFront. What follows `npm start --` goes to the preview, such as `--port 9000`.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const COMMAND = path('../dist/build/bin.js');

assertInstalled();
const port = String(await findFreePort());
// The backend signs with the secret, and the edge function checks with it.
const SPA_TOKEN_SECRET = process.env.SPA_TOKEN_SECRET || randomBytes(32).toString('hex');
const env = { ...process.env, SPA_TOKEN_SECRET };

const backend = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
  env: { ...env, PORT: port },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const children = [backend];
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, stop);
}

const ended = once(backend, 'exit');
// The backend prints a line when it is ready.
const isReady = await Promise.race([once(backend.stdout, 'data'), ended.then(() => false)]);
if (isReady && !isStopping) {
  console.log('Log in as "ada" with the password "analytical engine".');
  const address = `http://127.0.0.1:${port}`;
  const preview = spawn(
    process.execPath,
    [
      COMMAND,
      'preview',
      ...['--config', path('spa-auth.config.json')],
      ...['--root', path('site')],
      ...['--backend', address],
      ...process.argv.slice(2),
    ],
    { env, stdio: 'inherit' },
  );
  children.push(preview);
  await Promise.race([ended, once(preview, 'exit')]);
}
// Neither ends by itself unless it has failed.
process.exitCode = isStopping ? 0 : 1;
stop();

function stop() {
  isStopping = true;
  for (const child of children) {
    child.kill();
  }
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Ends with the command that is missing, before the module loader ends with an error. */
function assertInstalled() {
  const missing = [
    ['(cd ../.. && npm ci)', [COMMAND, path('../node_modules/esbuild')]],
    ['npm ci', ['node_modules/pocket-spa-auth', 'node_modules/tsx']],
  ].filter(([, files]) => !files.every((file) => existsSync(file)));
  if (missing.length > 0) {
    const command = missing.map(([command]) => command).join(' && ');
    console.error(`Not everything is installed yet. Run this here, once:  ${command}`);
    process.exit(1);
  }
}
