import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../../build/config/resolve.js';
import type { NginxProgram } from '../../../build/nginx/server.js';
import { generateToken } from '../../../signer/index.js';
import { type Gate, startGate } from '../../engines/nginx/gate.js';
import { findFreePort } from '../../interop/sites/nginx.js';
import { type Counts, sendRequests } from '../wrk.js';

/** One kind of request. */
export interface Load {
  readonly name: string;
  /** Which of the servers it goes to. */
  readonly server: 'plain' | 'secure_link' | 'empty' | 'gate' | 'gate of four secrets';
  readonly path: string;
  readonly cookie?: string;
  readonly status: number;
}

const SIZE = 1024;
const FILE = '/file.txt';

const SECRETS = ['5e', 'a7', '3c', 'd9'].map((octet) => octet.repeat(32));
const LINK = createHash('md5').update(`9999999999${FILE} secret`).digest('base64url');

function tokenCookie(secret = SECRETS[0]!): string {
  return `pocket-spa-token=${generateToken('vector-user', { secret })}`;
}

// Four well-formed tokens, whose MACs are checked under each of four secrets, in 8 kB of cookies.
const WORST = [
  ...['1b', '2b', '3b', '4b'].map((octet) => tokenCookie(octet.repeat(32))),
  'pocket-spa-bounce '.repeat(380),
].join('; ');

/** The lines of the table, in their order. The first is what the others are compared with. */
export const LOADS: readonly Load[] = [
  { name: 'a file, no gate', server: 'plain', path: FILE, status: 200 },
  {
    name: '`secure_link`, an MD5 of the path',
    server: 'secure_link',
    path: `${FILE}?md5=${LINK}&expires=9999999999`,
    status: 200,
  },
  { name: '`js_set` of an empty function', server: 'empty', path: FILE, status: 200 },
  { name: 'a valid token', server: 'gate', path: FILE, cookie: tokenCookie(), status: 200 },
  { name: 'no token', server: 'gate', path: FILE, status: 302 },
  { name: 'junk', server: 'gate', path: FILE, cookie: 'pocket-spa-token=junk', status: 302 },
  {
    name: 'the worst request',
    server: 'gate of four secrets',
    path: FILE,
    cookie: WORST,
    status: 302,
  },
];

export interface LoadServers {
  readonly port: Readonly<Record<Load['server'], number>>;
  /** The process of the one worker that answers a load. */
  readonly worker: (load: Load) => number;
  close(): Promise<void>;
}

/** Starts a server for each line of the table. Each nginx has one worker. */
export async function startLoadServers(nginx: NginxProgram): Promise<LoadServers> {
  const root = await mkdtemp(join(tmpdir(), 'load-'));
  await writeFile(join(root, FILE), 'a'.repeat(SIZE));
  const [plain, link, empty] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const files = `root "${root}"; location / { try_files $uri =404; }`;
  const shared = { nginx, config: resolveConfig({}), root, serverName: '127.0.0.1' };
  const gate = await startGate({
    ...shared,
    secret: SECRETS[0]!,
    files: { 'empty.js': 'function empty() { return "as-sent"; }\nexport default { empty };\n' },
    http: `keepalive_requests 1000000000;
js_import nothing from empty.js;
js_set $nothing nothing.empty;
map $nothing $nothing_is_refused { default 1; as-sent 0; }
server { listen 127.0.0.1:${plain}; ${files} }
server {
  listen 127.0.0.1:${link};
  secure_link $arg_md5,$arg_expires;
  secure_link_md5 "$secure_link_expires$uri secret";
  if ($secure_link != 1) { return 403; }
  ${files}
}
server { listen 127.0.0.1:${empty}; if ($nothing_is_refused) { return 403; } ${files} }`,
  });
  const four = await startGate({
    ...shared,
    secret: SECRETS.join(),
    http: 'keepalive_requests 1000000000;',
  });
  const workers = [await findWorker(gate), await findWorker(four)] as const;
  return {
    port: { plain, secure_link: link, empty, gate: gate.port, 'gate of four secrets': four.port },
    worker: ({ server }) => workers[server === 'gate of four secrets' ? 1 : 0],
    async close() {
      await Promise.all([gate.close(), four.close()]);
      await rm(root, { recursive: true });
    },
  };
}

/** The worker is the one child of the master, which starts it after it has begun to listen. */
async function findWorker({ process: { pid } }: Gate): Promise<number> {
  for (;;) {
    const [worker] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    if (worker) {
      return Number(worker);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Sends a load as fast as it is answered, on 16 connections. */
export function sendLoad(
  load: Load,
  port: number,
  seconds: number,
  program?: string,
): Promise<Counts> {
  return sendRequests({
    url: `http://127.0.0.1:${port}${load.path}`,
    headers: load.cookie === undefined ? {} : { cookie: load.cookie },
    status: load.status,
    size: load.status === 200 ? SIZE : undefined,
    seconds,
    program,
  });
}

/** The processor time of a process, in microseconds. A tick is a hundredth of a second. */
export function readProcessorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** The memory that a process has in use, in KiB. */
export function readMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}
