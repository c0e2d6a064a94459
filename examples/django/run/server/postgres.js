import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../port.js';
import { run, start } from '../process.js';

const DEBIAN = '/usr/lib/postgresql';

/**
 * The folder with the programs of the newest PostgreSQL of this machine: Debian's, whose path is on
 * no PATH, or the one that POSTGRES_BIN names. Undefined if there is none.
 */
export function findPostgres() {
  const { POSTGRES_BIN } = process.env;
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const folders = POSTGRES_BIN
    ? [POSTGRES_BIN]
    : newestFirst.map((each) => join(DEBIAN, each, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

/**
 * Starts PostgreSQL on a free port of the loopback interface, with a new database. As on a server,
 * the site's role owns its database and nothing else, and has to give its password.
 */
export async function startPostgres(parent, signal) {
  const programs = findPostgres();
  const folder = join(parent, 'postgresql');
  const data = join(folder, 'data');
  const [admin, password] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const passwordFile = join(folder, 'password');
  await mkdir(folder);
  await writeFile(passwordFile, admin, { mode: 0o600 });
  const user = await giveToUnprivilegedUser(parent, [folder, passwordFile]);
  const options = { signal, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' }, ...user };
  await run(
    join(programs, 'initdb'),
    [
      ...['--pgdata', data, '--username', 'postgres', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-sync'],
    ],
    options,
  );
  const port = await findFreePort();
  const postgres = await start(
    join(programs, 'postgres'),
    // The data is deleted at the end, so nothing has to reach the disk.
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-c', 'fsync=off'],
    {
      ...options,
      ready: /database system is ready to accept connections/,
      // "Fast": it ends the connections. SIGTERM would wait for them, and SIGKILL leave children.
      stopSignal: 'SIGINT',
      killSignal: 'SIGQUIT',
    },
  );
  const psql = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-v', 'ON_ERROR_STOP=1'];
  const creating = run(join(programs, 'psql'), psql, {
    ...options,
    env: { ...options.env, PGPASSWORD: admin },
  });
  // Anybody may read the arguments of a process, and nobody its standard input.
  creating.child.stdin.end(
    `CREATE ROLE quayside LOGIN PASSWORD '${password}'; CREATE DATABASE quayside OWNER quayside;`,
  );
  await creating.catch(async (error) => {
    await postgres.stop();
    throw error;
  });
  return { ...postgres, url: `postgres://quayside:${password}@127.0.0.1:${port}/quayside` };
}

/** PostgreSQL refuses to run as root. Returns who runs it then. */
async function giveToUnprivilegedUser(parent, files) {
  if (process.getuid() !== 0) {
    return {};
  }
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
  );
  // Others may pass through the folder, and not list it.
  await chmod(parent, 0o711);
  for (const file of files) {
    await chown(file, uid, gid);
  }
  return { uid, gid };
}
