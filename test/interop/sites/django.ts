import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Site } from '../browser/wire.js';
import { NOW, SECRET } from '../constants.js';

/** The folder of `spa_auth.py` and `spa_auth_django`. */
const APP = fileURLToPath(new URL('../../conformance/python', import.meta.url));
const PROJECT = fileURLToPath(new URL('../siblings/python', import.meta.url));

/** The pages of the Django project (siblings/python/backend/urls.py). */
export const DJANGO = {
  /** spa_login for `?user=`. */
  issue: '/issue',
  /** spa_logout. */
  revoke: '/revoke',
  /** `{"user": …}` as verify_token finds it in the cookie. */
  verify: '/verify',
  /** Begins a session for `?user=`. */
  signIn: '/sign_in',
  /** A page that leaves the token to the middleware, as every other does. */
  page: '/page',
};

/** The Django project with magic-pocket's middleware, behind waitress. */
export function startDjango(python: string): Promise<Site> {
  return serve(python, ['backend.settings']);
}

/** The same project with the app of this repository, `spa_auth_django`. */
export function startDjangoApp(python: string): Promise<Site> {
  return serve(python, ['backend.app_settings', 'spa_auth', 'spa_auth_django.middleware']);
}

/** Runs `manage.py check` on the settings that the environment makes; gives what it prints. */
export async function checkDjangoApp(
  python: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const program =
    'import django; django.setup(); from django.core.management import call_command; call_command("check")';
  const child = spawn(python, ['-B', '-c', program], {
    cwd: PROJECT,
    env: {
      ...process.env,
      PYTHONPATH: APP,
      DJANGO_SETTINGS_MODULE: 'backend.app_settings',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}

async function serve(python: string, args: readonly string[]): Promise<Site> {
  const child = spawn(python, ['-B', 'serve.py', String(NOW), ...args], {
    cwd: PROJECT,
    env: { ...process.env, PYTHONPATH: APP, SPA_TOKEN_SECRET: SECRET },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => ['']);
  const [port = ''] = await Promise.race([once(lines, 'line'), ended]);
  if (!/^\d+$/.test(port)) {
    throw new Error('the Django project did not start');
  }
  return { url: `http://127.0.0.1:${port}`, close: () => void child.stdin.end() };
}
