import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * A running Django example, started as in its README. The test moves the clock that tokens are
 * checked with.
 */
export interface Quayside {
  readonly url: string;
  /**
   * Sets the token clocks of the backend and the edge to this many seconds ahead of the machine's.
   */
  moveClock(seconds: number): Promise<void>;
  /** The lines of Django's log so far. */
  readLog(): Record<string, unknown>[];
  /** Stops the example and returns the exit code. */
  stop(): Promise<number | null>;
}

export const PYTHON = resolve('node_modules/.cache/django/bin/python');

/**
 * What the example needs and this machine lacks, in words, and warns of it. In CI a missing tool is
 * a failure of the tests, so nothing counts as missing.
 */
export async function findMissingTools({ isServer = false } = {}): Promise<string[]> {
  if (process.env.CI) {
    return [];
  }
  // Plain JavaScript without types, so it is imported by URL.
  const { href } = new URL('../../examples/django/run/requirements.js', import.meta.url);
  const missing: { what: string }[] = (await import(href)).findMissing({ isServer });
  const names = missing.map(({ what }) => what);
  if (names.length > 0) {
    const what = isServer ? 'the server of the Django example' : 'the Django example';
    console.warn(`Skipped: ${what} needs ${names.join(', ')}.`);
  }
  return names;
}

/** A started start.js, with a file that its token clocks read. */
export interface Example extends Pick<Quayside, 'moveClock' | 'stop'> {
  readonly pid: number;
  /** What it has printed. */
  output(): string;
  /** What `ready` has found in the output. */
  readonly found: RegExpExecArray;
}

/**
 * Starts start.js on a free port, with the key ring of the test, and waits until it has printed
 * what `ready` matches.
 */
export async function startExample(
  args: readonly string[],
  secret: string,
  ready: RegExp,
  variables: Record<string, string>,
): Promise<Example> {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-clock-'));
  const clock = join(folder, 'seconds');
  await writeFile(clock, '0');
  const child = spawn(process.execPath, ['examples/django/start.js', ...args], {
    env: {
      ...process.env,
      PORT: '0',
      SPA_TOKEN_SECRET: secret,
      SPA_TOKEN_CLOCK: clock,
      DJANGO_SETTINGS_MODULE: 'quayside.settings.ci',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // If the tests are aborted, the child must not keep running.
  process.once('exit', () => child.kill());
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const printed = ready.exec(output);
      if (printed) {
        resolve(printed);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`the example ended early:\n${output}`)));
  });
  return {
    pid: child.pid!,
    found,
    output: () => output,
    async moveClock(seconds) {
      // Renaming is atomic. A file that is being written could be read while it is empty.
      await writeFile(`${clock}.new`, String(seconds));
      await rename(`${clock}.new`, clock);
    },
    async stop() {
      child.kill();
      const [code] = await exited;
      await rm(folder, { recursive: true });
      return code;
    },
  };
}

/**
 * Starts the example as for the two-minute try. `variables` are added to its environment, such as
 * `REDIS_URL` for a Redis of the test.
 */
export async function startQuayside(
  secret: string,
  variables: Record<string, string> = {},
): Promise<Quayside> {
  const { found, output, moveClock, stop } = await startExample(
    [],
    secret,
    /Open (http:\/\/localhost:\d+)/,
    { NODE_OPTIONS: `--import ${new URL('./shifted-clock.js', import.meta.url)}`, ...variables },
  );
  return {
    url: found[1]!,
    readLog: () =>
      [...output().matchAll(/^django: (\{.*\})$/gm)].map(([, line]) => JSON.parse(line!)),
    moveClock,
    stop,
  };
}

/**
 * Runs a management command of the project with these environment variables, and returns what it
 * prints.
 */
export async function manage(args: string[], variables: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(PYTHON, ['manage.py', ...args], {
    cwd: resolve('examples/django/backend'),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...variables },
  });
  return stdout + stderr;
}

/**
 * The environment of a deployed stage. The two variables ending in LOADED say that AWS has already
 * been read: no test may call AWS. Nothing answers on that port either.
 */
export function deployedVariables(secret: string): Record<string, string> {
  return {
    SECRET_KEY: 'a key that is long enough for the deployment checks of Django: 0123456789',
    SPA_TOKEN_SECRET: secret,
    DATABASE_URL: 'postgres://web@db.invalid/quayside',
    REDIS_URL: 'redis://cache.invalid/0',
    POCKET_HOSTS: 'api.quayside.example',
    POCKET_ENVS_AWS_RESOURCES_LOADED: 'true',
    POCKET_ENVS_SECRETS_LOADED: 'true',
    ...accountAt('http://127.0.0.1:9'),
  };
}

/** What leads boto3 to an account on the loopback interface, whatever the machine's own is. */
export function accountAt(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_SQS: url,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
