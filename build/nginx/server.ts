import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { mimes } from 'mrmime';
import { CliError } from '../host/errors.js';

/** An nginx of this machine, and the folder with its modules. */
export interface NginxProgram {
  readonly program: string;
  readonly modules: string;
}

export interface NginxOptions extends NginxProgram {
  /** What stands in the `http` block. */
  readonly http: string;
  /** Files beside nginx.conf, by name. Only the owner can read them. */
  readonly files: Readonly<Record<string, string>>;
  /** The port of the loopback interface that it will listen on. */
  readonly port: number;
  /** Directives of the main block. Default: one worker. */
  readonly main?: string | undefined;
}

/** A running nginx, in a folder of its own. */
export interface RunningNginx {
  readonly process: ChildProcess;
  /** The folder of nginx.conf. */
  readonly folder: string;
  /** What it has written to its error log. */
  log(): string;
  /** Ends it, and its requests with it. */
  close(): Promise<void>;
}

/**
 * Finds the nginx of this machine, and its module for njs. POCKET_NGINX names another program,
 * POCKET_NGINX_MODULES the folder of its modules.
 *
 * @throws CliError if there is none.
 */
export async function findNginx(
  env: Readonly<Record<string, string | undefined>>,
): Promise<NginxProgram> {
  const program = env.POCKET_NGINX || 'nginx';
  try {
    const { stderr } = await promisify(execFile)(program, ['-V'], { env: withSbin() });
    const modules = env.POCKET_NGINX_MODULES || /--modules-path=(\S+)/.exec(stderr)?.[1];
    return { program, modules: modules ?? '/usr/lib/nginx/modules' };
  } catch {
    throw new CliError(
      'ERR_NGINX',
      '--engine nginx: there is no nginx on this machine; install it (Debian: apt-get install nginx libnginx-mod-http-js), or set POCKET_NGINX to the path of the program and POCKET_NGINX_MODULES to the folder of its modules',
    );
  }
}

/**
 * Starts nginx in a temporary folder.
 *
 * @throws CliError with what nginx says if it does not start.
 */
export async function runNginx(options: NginxOptions): Promise<RunningNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'pocket-spa-auth-nginx-'));
  const conf = join(folder, 'nginx.conf');
  const files = { ...options.files, 'nginx.conf': formatMain(folder, options) };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content, { mode: 0o600 });
  }
  const child = spawn(options.program, ['-p', folder, '-c', conf, '-e', 'stderr'], {
    env: withSbin(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => child.kill();
  process.once('exit', kill);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(async () => {
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true });
  });
  if (!(await waitForPort(child, folder, options.port))) {
    await ended;
    const problem = /\[emerg\] \S+ (.*)/.exec(log)?.[1] ?? 'it ended at once';
    const hint = log.includes('ngx_http_js_module')
      ? '; install the module for njs (Debian: apt-get install libnginx-mod-http-js), or set POCKET_NGINX_MODULES to its folder'
      : '';
    throw new CliError('ERR_NGINX', `nginx did not start: ${problem}${hint}`);
  }
  return {
    process: child,
    folder,
    log: () => log,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function formatMain(folder: string, { modules, http, main }: NginxOptions): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path "${join(folder, name)}";\n`,
  );
  const types = Object.entries(mimes).map(([extension, type]) => `    ${type} ${extension};\n`);
  // As root, the workers would be another user, who cannot read this folder.
  return `load_module "${join(modules, 'ngx_http_js_module.so')}";
${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
pid "${join(folder, 'nginx.pid')}";
error_log stderr error;
${main ?? 'worker_processes 1;'}
events { }
http {
  access_log off;
  types_hash_max_size 4096;
  types {
${types.join('')}  }
${temporary.join('')}${http}
}
`;
}

/** Debian keeps nginx where only the path of root leads. */
function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}

/** False if nginx ends. Another program may listen on the port, so nginx has to have it first. */
async function waitForPort(child: ChildProcess, folder: string, port: number): Promise<boolean> {
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    if (existsSync(join(folder, 'nginx.pid')) && (await accepts(port))) {
      return true;
    }
    await setTimeout(10);
  }
  return false;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
