import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { run } from './process.js';
import { preparePython } from './python.js';
import { startRedis } from './redis.js';
import { startNginx } from './server/nginx.js';
import { startPostgres } from './server/postgres.js';
import { addVariables, layOut, unitsFolder, writeSecrets } from './server/tree.js';
import { environment, readUnit, startUnit } from './server/unit.js';

const printFor = (name) => (line) => console.log(`${name}: ${line}`);

/** Starts the site as on a server: PostgreSQL, Redis, the services of server/systemd, and nginx. */
export async function startServer({ folder, register, signal, port, secret }) {
  const python = await preparePython(signal);
  const at = await layOut(folder, python);
  const postgres = register(await startPostgres(folder, signal));
  const redis = register(await startRedis(signal));
  await writeSecrets(at, {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    SPA_TOKEN_SECRET: secret,
  });
  // The tests choose other settings, and move the clock of Django.
  const { DJANGO_SETTINGS_MODULE, SPA_TOKEN_CLOCK } = process.env;
  await addVariables(at, { ALLOWED_HOSTS: 'localhost', DJANGO_SETTINGS_MODULE, SPA_TOKEN_CLOCK });
  const read = (name) => readUnit(unitsFolder(at), name);
  const web = await read('quayside-web');
  const manage = (...args) =>
    run(at('/srv/quayside/venv/bin/python'), ['manage.py', ...args], {
      signal,
      cwd: web.cwd,
      env: environment(web),
    });
  await manage('migrate', '--verbosity=0');
  await manage('collectstatic', '--no-input', '--verbosity=0');
  // This server is reachable from this machine alone.
  await manage('sample_data', '--accept-known-passwords');
  for (const name of ['quayside-web', 'quayside-chat']) {
    const unit = await read(name);
    for (const each of unit.runtimeDirectories) {
      await mkdir(at(`/run/${each}`), { recursive: true, mode: unit.runtimeMode });
    }
    register(await startUnit(unit, { signal, onLine: printFor(name) }));
  }
  return register(await startNginx(at, { port, secret, signal, onLine: printFor('nginx') }));
}
