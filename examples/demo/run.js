import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateSecret } from 'pocket-spa-auth';

const PASSWORDS = { ada: 'analytical engine', grace: 'first compiler' };

/**
 * Runs a backend, and in front of it a local CloudFront with the command of the package. What
 * follows `npm start --` goes to that command. With `--https` the cookie has a name that begins
 * with `__Host-`, as recommended. WebKit keeps no such cookie over http.
 */
export async function start(createBackend) {
  const options = process.argv.slice(2);
  const config = path(
    options.includes('--https') ? './https.config.json' : '../spa-auth.config.json',
  );
  const { cookieName } = JSON.parse(await readFile(config, 'utf8'));
  const secret = process.env.SPA_TOKEN_SECRET || generateSecret();
  const backend = await createBackend({
    secret,
    cookieName,
    passwords: PASSWORDS,
    now: () => Math.floor(Date.now() / 1000),
  });
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');

  for (const [account, password] of Object.entries(PASSWORDS)) {
    console.log(`Log in as "${account}" with the password "${password}".`);
  }

  const preview = spawn(
    process.execPath,
    [
      path('../../dist/build/bin.js'),
      'preview',
      ...['--config', config],
      ...['--root', path('./site')],
      ...['--backend', `http://127.0.0.1:${backend.address().port}`],
      ...options,
    ],
    { stdio: 'inherit', env: { ...process.env, SPA_TOKEN_SECRET: secret } },
  );

  // On Ctrl-C a terminal sends the signal to the preview too. A process manager sends it to this
  // process only.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => preview.kill(signal));
  }

  const [code, signal] = await once(preview, 'exit');
  backend.close();
  backend.closeAllConnections();
  process.exitCode = signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : (code ?? 1);
}

function path(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}
