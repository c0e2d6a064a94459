import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startExample } from './quayside.js';

/**
 * The Django example on PostgreSQL, gunicorn, Daphne and nginx, started with `start.js --server` as
 * in its README.
 */
export interface QuaysideServer {
  /** `https://localhost:<port>`, with a certificate made for the run. */
  readonly url: string;
  /** The certificate, for the option `ca` of Node.js. A browser is told to ignore it. */
  readonly certificate: string;
  /** The folder that stands in for "/" of a server. */
  readonly folder: string;
  /** The process of start.js. */
  readonly pid: number;
  /** What it has printed, the lines of the services included. */
  output(): string;
  /**
   * Sets the token clock of Django to this many seconds from the machine's. The clock of nginx
   * stays: to see a token expire, log in with Django's clock eight days back.
   */
  moveClock(seconds: number): Promise<void>;
  /** The environment of the services, with the secrets of the run, and `more`. */
  variables(more?: Record<string, string>): Promise<Record<string, string>>;
  /** The same for the role that may create databases, as Django's tests do. */
  adminVariables(): Promise<Record<string, string>>;
  /** Runs a management command as on the server, and returns what it has printed. */
  manage(args: readonly string[], more?: Record<string, string>): Promise<string>;
  /** Asks the site's database, and returns the rows as text, the columns separated by "|". */
  query(sql: string): Promise<string>;
  /** Stops it and returns the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the server on a free port, with the key ring of the test. */
export async function startQuaysideServer(
  secret: string,
  more: Record<string, string> = {},
): Promise<QuaysideServer> {
  const { found, pid, output, moveClock, stop } = await startExample(
    ['--server'],
    secret,
    /Open (https:\/\/localhost:\d+).* are in (\S+) until/s,
    more,
  );
  const [, url, folder] = found;
  const at = (path: string) => join(folder!, path);
  const readVariables = async (file: string) => {
    const text = await readFile(at(`etc/quayside/${file}`), 'utf8');
    return [...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!] as const);
  };
  const variables = async (extra: Record<string, string> = {}) => ({
    ...Object.fromEntries([
      ...(await readVariables('quayside.env')),
      ...(await readVariables('secrets.env')),
    ]),
    ...extra,
  });
  const adminVariables = async () => {
    const password = await readFile(at('postgresql/password'), 'utf8');
    const { DATABASE_URL, ...others } = await variables();
    const url = DATABASE_URL!.replace(/\/\/.*@/, `//postgres:${password}@`);
    return { ...others, DATABASE_URL: url };
  };
  return {
    url: url!,
    certificate: await readFile(at('etc/nginx/spa-auth/cert.pem'), 'utf8'),
    folder: folder!,
    pid,
    output,
    moveClock,
    variables,
    adminVariables,
    async manage(args, extra) {
      const python = at('srv/quayside/venv/bin/python');
      const { stdout, stderr } = await promisify(execFile)(python, ['manage.py', ...args], {
        cwd: at('srv/quayside/backend'),
        env: { PATH: process.env.PATH, ...(await variables(extra)) },
      });
      return stdout + stderr;
    },
    async query(sql) {
      const args = ['-At', (await variables()).DATABASE_URL!, '-c', sql];
      return (await promisify(execFile)('psql', args)).stdout.trim();
    },
    stop,
  };
}
