// `npm start` of the examples. It starts the backend of the current folder, and in front of it the
// local CloudFront. What follows `npm start --` goes to the preview, such as `--port 9000`.
//
// The backend is the file server.ts, beside which the preview serves site/; or the application of a
// framework, which the script `serve` runs. It has pages of its own, so all of it is behind the
// function.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const COMMAND = path('../dist/build/bin.js');
const isFramework = !existsSync('server.ts');
const config = isFramework
  ? ['--config', path('frameworks.config.json'), '--gate-backend']
  : ['--config', path('spa-auth.config.json')];

assertInstalled();
const port = String(await findFreePort());
// The backend signs with the secret, and the edge function checks with it.
const SPA_TOKEN_SECRET = process.env.SPA_TOKEN_SECRET || randomBytes(32).toString('hex');
const env = {
  ...process.env,
  PATH: resolve('node_modules/.bin') + delimiter + process.env.PATH,
  SPA_TOKEN_SECRET,
};
// Nuxt seals its sessions with it.
const NUXT_SESSION_PASSWORD = process.env.NUXT_SESSION_PASSWORD || randomBytes(32).toString('hex');

const [program, ...args] = isFramework
  ? [serveCommand()]
  : [process.execPath, '--import', 'tsx', 'server.ts'];
const backend = spawn(program, args, {
  env: { ...env, HOST: '127.0.0.1', PORT: port, NUXT_SESSION_PASSWORD },
  stdio: ['ignore', 'pipe', 'inherit'],
  shell: isFramework,
});
const children = [backend];
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, stop);
}

const ended = once(backend, 'exit');
// A backend prints a line when it is ready. That of a framework may print before.
const printed = isFramework ? answers(port) : once(backend.stdout, 'data');
const isReady = await Promise.race([printed, ended.then(() => false)]);
backend.stdout.resume();
if (isReady && !isStopping) {
  console.log('Log in as "ada" with the password "analytical engine".');
  const address = `http://127.0.0.1:${port}`;
  console.log(`The backend listens on ${address}.`);
  const preview = spawn(
    process.execPath,
    [
      COMMAND,
      'preview',
      ...config,
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

/** The shell becomes the server, which gets every signal then. npm would end alone. */
function serveCommand() {
  return process.platform === 'win32'
    ? 'npm run --silent serve'
    : `exec ${JSON.parse(readFileSync('package.json', 'utf8')).scripts.serve}`;
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until somebody listens on a port. */
async function answers(port) {
  while (!isStopping) {
    const socket = connect({ port, host: '127.0.0.1' });
    const isThere = await once(socket, 'connect').catch(() => false);
    socket.destroy();
    if (isThere) {
      return true;
    }
    await delay(50);
  }
  return false;
}

/** Ends with the command that is missing, before the module loader ends with an error. */
function assertInstalled() {
  const missing = [
    ['(cd ../.. && npm ci)', [COMMAND, path('../node_modules/esbuild')]],
    ['npm ci', ['node_modules/pocket-spa-auth', ...(isFramework ? [] : ['node_modules/tsx'])]],
  ].filter(([, files]) => !files.every((file) => existsSync(file)));
  if (missing.length > 0) {
    const command = missing.map(([command]) => command).join(' && ');
    console.error(`Not everything is installed yet. Run this here, once:  ${command}`);
    process.exit(1);
  }
}
