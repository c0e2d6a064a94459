import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Site } from '../browser/wire.js';
import { NOW, SECRET } from '../constants.js';

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

/** The Django project behind waitress. */
export async function startDjango(python: string): Promise<Site> {
  const child = spawn(python, ['-B', 'serve.py', String(NOW)], {
    cwd: PROJECT,
    env: { ...process.env, SPA_TOKEN_SECRET: SECRET },
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
