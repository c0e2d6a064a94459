import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { posix } from 'node:path';
import type { HttpServer, ResolvedConfig as ViteConfig, ViteDevServer } from 'vite';
import { createUpgradeResponse } from '../preview/response.js';
import { findProxy, type ProxyTable } from './proxy.js';

// CloudFront's default response timeout for an origin. Vite leaves open what nobody answers.
const ANSWER_TIMEOUT_MS = 30_000;

/** Answers a request to upgrade, or returns true: it goes on. */
type Admit = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** What decides the requests to upgrade that a server gets. */
interface UpgradeGuard {
  /** Whether nothing is to be decided: the upgrade belongs to somebody else. */
  isExempt(request: IncomingMessage): boolean;
  readonly admit: Admit;
}

/**
 * Guards the upgrades of a development server but those of hot reload. Of a server that is not
 * Vite's own, in middleware mode, it guards those that Vite leads to a backend.
 */
export function guardViteUpgrades(
  { config, httpServer }: ViteDevServer,
  proxy: ProxyTable,
  admit: Admit,
): void {
  const isProxied = ({ url = '' }: IncomingMessage) => findProxy(proxy, url, 'upgrade');
  const { middlewareMode } = config.server;
  if (httpServer) {
    const isHot = createHotMatcher(config, httpServer);
    const isExempt = (request: IncomingMessage) => isHot(request) && !isProxied(request);
    guardUpgrades(httpServer, config.root, { isExempt, admit });
  } else if (typeof middlewareMode === 'object' && middlewareMode.server) {
    const isExempt = (request: IncomingMessage) => !isProxied(request);
    guardUpgrades(middlewareMode.server as HttpServer, config.root, { isExempt, admit });
  }
}

// The guards of each server by the root that they guard. A server that is not Vite's own outlives a
// restart of Vite, and may have several roots.
const guarded = new WeakMap<HttpServer, Map<string, UpgradeGuard>>();

/**
 * Puts a guard before all listeners for upgrades, those that are added later too. An event cannot
 * be held back by one of its listeners, so it is caught where it is sent. It replaces the guard of
 * the same root.
 */
export function guardUpgrades(server: HttpServer, root: string, guard: UpgradeGuard): void {
  const guards = guarded.get(server) ?? new Map<string, UpgradeGuard>();
  guards.set(root, guard);
  if (guarded.has(server)) {
    return;
  }
  guarded.set(server, guards);
  const emit = server.emit.bind(server) as (event: string | symbol, ...args: unknown[]) => boolean;
  server.emit = (event: string | symbol, ...args: unknown[]) => {
    if (event !== 'upgrade') {
      return emit(event, ...args);
    }
    const [request, socket] = args as [IncomingMessage, Socket];
    // Vite's listeners come later or not at all, and an error that nobody hears ends the process.
    socket.on('error', () => socket.destroy());
    decide([...guards.values()], request, socket, () => emit(event, ...args));
    return true;
  };
}

async function decide(
  guards: readonly UpgradeGuard[],
  request: IncomingMessage,
  socket: Socket,
  goOn: () => void,
): Promise<void> {
  try {
    for (const { admit } of guards.filter(({ isExempt }) => !isExempt(request))) {
      const response = createUpgradeResponse(request, socket);
      if (!(await admit(request, response))) {
        return;
      }
      response.detachSocket(socket);
    }
    if (socket.destroyed) {
      return;
    }
    goOn();
    setTimeout(() => socket.bytesWritten === 0 && socket.destroy(), ANSWER_TIMEOUT_MS).unref();
  } catch {
    // Whatever went wrong, nobody gets in by it.
    socket.destroy();
  }
}

/** Tells which upgrades of its own server Vite takes for hot reload. */
function createHotMatcher(
  { base, server }: Pick<ViteConfig, 'base' | 'server'>,
  httpServer: HttpServer,
): (request: IncomingMessage) => boolean {
  // Vite 8 has in `ws` what was in `hmr`, and warns of who reads it there.
  const { ws, hmr } = server as { ws?: unknown; hmr?: unknown };
  const options = [ws, hmr].find((each) => typeof each === 'object' && each !== null) ?? {};
  const { server: other, port, path } = options as Partial<Record<string, unknown>>;
  const isHere = other ? other === httpServer : !port || port === server.port;
  const hotPath = path ? posix.join(base, `${path}`) : base;
  return ({ headers, url = '' }) =>
    ws !== false &&
    isHere &&
    /^vite-(?:hmr|ping)$/.test(headers['sec-websocket-protocol'] ?? '') &&
    new URL(`http://vite.invalid${url}`).pathname === hotPath;
}
