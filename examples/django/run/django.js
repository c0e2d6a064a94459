import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, start } from './process.js';

const PROJECT = fileURLToPath(new URL('../backend', import.meta.url));

/**
 * Starts Django on Daphne, with a new database in `folder` that contains the accounts of the
 * example. `onLine` is called with each line of its log.
 */
export async function startDjango(python, folder, settings, { signal, onLine }) {
  const env = {
    DJANGO_SETTINGS_MODULE: 'quayside.settings.local',
    ...process.env,
    ...settings,
    // `get_databases` reads the path after the third slash, so the path cannot be absolute.
    DATABASE_URL: `sqlite:///${relative(PROJECT, join(folder, 'db.sqlite3'))}`,
    PYTHONPYCACHEPREFIX: join(folder, 'pycache'),
  };
  // The local machine has no stage.
  delete env.POCKET_STAGE;
  const options = { cwd: PROJECT, env, signal };
  await run(python, ['manage.py', 'migrate', '--verbosity=0'], options);
  await run(python, ['manage.py', 'sample_data'], options);
  const daphne = await start(
    python,
    // Without `--verbosity 0` Daphne writes an access log, which contains every query.
    [
      '-m',
      'daphne',
      '--verbosity',
      '0',
      '--bind',
      '127.0.0.1',
      '--port',
      '0',
      'quayside.asgi:application',
    ],
    { ...options, onLine, ready: /Listening on TCP address 127\.0\.0\.1:(\d+)/ },
  );
  return { ...daphne, url: `http://127.0.0.1:${daphne.found[1]}` };
}
