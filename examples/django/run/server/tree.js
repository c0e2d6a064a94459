import { appendFile, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleSite } from '../site.js';

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

const UNITS = '/etc/systemd/system';
const ENVIRONMENT = '/etc/quayside/quayside.env';
const SECRETS = '/etc/quayside/secrets.env';

/**
 * Lays the files of a server out below `folder` as the README does below "/". The paths that stand
 * in them lead into the folder. Returns the function that makes such a path.
 */
export async function layOut(folder, python) {
  const at = (absolute) => join(folder, absolute);
  const copyText = async (from, to) => {
    const text = await readFile(path(from), 'utf8');
    await writeFile(at(to), text.replace(/\/(?:srv|etc|run)\/quayside/g, at));
  };
  const common = 'quayside-.service.d';
  for (const each of [
    `${UNITS}/${common}`,
    '/etc/quayside',
    '/etc/nginx/spa-auth/locations',
    '/etc/nginx/conf.d',
  ]) {
    await mkdir(at(each), { recursive: true });
  }
  for (const name of await readdir(path('server/systemd'), { recursive: true })) {
    if (name !== common) {
      await copyText(`server/systemd/${name}`, `${UNITS}/${name}`);
    }
  }
  await copyText('server/nginx/quayside.conf', '/etc/nginx/spa-auth/locations/quayside.conf');
  await copyText('server/nginx/limits.conf', '/etc/nginx/conf.d/quayside-limits.conf');
  await copyText('server/quayside.env', ENVIRONMENT);
  await mkdir(at('/srv/quayside'), { recursive: true });
  await assembleSite(at('/srv/quayside'));
  const filter = (name) => !name.endsWith('__pycache__');
  await cp(path('backend'), at('/srv/quayside/backend'), { recursive: true, filter });
  await symlink(join(python, '../..'), at('/srv/quayside/venv'));
  return at;
}

/** Where the units are. */
export const unitsFolder = (at) => at(UNITS);

/** Adds what differs in this run. The last line of a name counts, here and for systemd. */
export async function addVariables(at, variables) {
  await appendFile(at(ENVIRONMENT), format(variables));
}

/** Writes a value for each name of the shipped file, and for no other. */
export async function writeSecrets(at, values) {
  const text = await readFile(path('server/secrets.env.example'), 'utf8');
  const names = [...text.matchAll(/^(\w+)=$/gm)].map(([, name]) => name);
  const secrets = Object.fromEntries(names.map((name) => [name, values[name]]));
  await writeFile(at(SECRETS), format(secrets), { mode: 0o600 });
}

function format(variables) {
  const lines = Object.entries(variables).filter(([, value]) => value !== undefined);
  return lines.map(([name, value]) => `${name}=${value}\n`).join('');
}
