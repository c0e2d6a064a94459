import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { EdgeConfig } from '../../../build/config/edge-config.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import type { NginxProgram } from '../../../build/nginx/server.js';
import { generateToken } from '../../../signer/index.js';
import { type Gate, type GateOptions, startGate } from './gate.js';
import { send, type WireAnswer } from './wire.js';

export const SECRET = '5e'.repeat(32);
export const COOKIE = `pocket-spa-token=${generateToken('harbor master', { secret: SECRET })}`;
export const HOST = 'app.example.com';
const FILES = {
  'index.html': 'the application',
  'secret.txt': 'guarded',
  'a b/ü.txt': 'spelled',
  'public/open.txt': 'open',
  'public/.hidden': 'hidden',
  'private/file.txt': 'guarded',
};

export const CONFIG: EdgeConfig = {
  publicPaths: ['/public/*', '/api/open/*'],
  identityHeader: 'X-Auth-User',
};

/** What the backend got. */
interface Received {
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly names: readonly string[];
}

/** The files of a site, and its backend, for the tests of the file that loads this. */
export const site = { root: '', backend: '', received: [] as Received[] };

const note = ({ url = '', headers, rawHeaders }: IncomingMessage) =>
  site.received.push({ target: url, headers, names: rawHeaders.filter((_, i) => i % 2 === 0) });

const backend = createServer((request, response) => {
  note(request);
  response.end('from the backend');
});
backend.on('upgrade', (request, socket) => {
  note(request);
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  );
  socket.on('data', (chunk: Buffer) => socket.write(`echo ${chunk}`)).on('end', () => socket.end());
});

beforeAll(async () => {
  site.root = await mkdtemp(join(tmpdir(), 'site-'));
  for (const [name, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(site.root, name)), { recursive: true });
    await writeFile(join(site.root, name), content);
  }
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  site.backend = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
});

afterAll(async () => {
  backend.close();
  await rm(site.root, { recursive: true });
});

/** Starts nginx with the gate in front of the site. */
export function openGate(nginx: NginxProgram, changes: Partial<GateOptions> = {}): Promise<Gate> {
  const { root, backend } = site;
  return startGate({
    nginx,
    config: resolveConfig(CONFIG),
    secret: SECRET,
    root,
    backend,
    ...changes,
  });
}

/** Sends one request over a connection of its own. */
export function ask(
  gate: Gate,
  target: string,
  headers: readonly string[] = [],
  method = 'GET',
): Promise<WireAnswer> {
  site.received = [];
  const lines = [`${method} ${target} HTTP/1.1`, `Host: ${HOST}`, 'Connection: close', ...headers];
  return send(gate.port, `${lines.join('\r\n')}\r\n\r\n`, /$^/);
}

/** Refused by the gate, or by nginx itself before it. */
export function expectRefusal({ status, headers, body }: WireAnswer): void {
  expect(body).not.toMatch(/guarded|the application|from the backend|spelled/);
  if (status !== 400 && status !== 405) {
    expect([302, 303, 401]).toContain(status);
    expect(headers.map(([name]) => name)).toContain('x-spa-auth-reason');
  }
}
