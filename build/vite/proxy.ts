import type { ProxyOptions } from 'vite';
import type { ResolvedConfig } from '../config/edge-config.js';
import { CliError } from '../host/errors.js';
import { quoteForTerminal } from '../host/format.js';
import { createPathMatcher, listBackendPaths, type PathMatcher } from '../preview/paths.js';

/** `server.proxy` of Vite: what it leads to a backend. */
export type ProxyTable = Readonly<Record<string, string | ProxyOptions>>;

/** What a request asks for: Vite leads to a WebSocket by other entries. */
export type ProxyKind = 'request' | 'upgrade';

/**
 * Refuses a key that is no regular expression, and begins as one.
 *
 * @throws CliError naming `option` and the key.
 */
export function assertProxyKeys(proxy: ProxyTable, option: string): void {
  for (const key of Object.keys(proxy)) {
    try {
      fitsKey(key, '/');
    } catch (error) {
      const problem = /[^:/]*$/.exec((error as Error).message)![0].trim();
      throw new CliError(
        'ERR_VITE_PROXY',
        `${option} has ${quoteForTerminal(key)}, which begins with ^ and is no regular expression (${problem}); correct it, or give a path without ^`,
      );
    }
  }
}

/**
 * The entry by which Vite leads a request to another server, by its own rule: the first key that
 * fits decides. An empty entry is none, and for an upgrade one without WebSockets is none.
 */
export function findProxy(
  proxy: ProxyTable,
  target: string,
  kind: ProxyKind,
): string | ProxyOptions | undefined {
  return Object.entries(proxy).find(
    ([key, entry]) => entry && (kind === 'request' || hasWebSockets(entry)) && fitsKey(key, target),
  )?.[1];
}

/** Whether Vite certainly leads a request to another server: `bypass` may lead it to the files. */
export function isProxied(proxy: ProxyTable, target: string, kind: ProxyKind): boolean {
  const entry = findProxy(proxy, target, kind);
  return entry !== undefined && !hasBypass(entry);
}

/** Tells which requests go to the backend: a path of the backend that Vite leads there. */
export function createBackendMatcher(
  proxy: ProxyTable,
  config: ResolvedConfig,
): (target: string, kind: ProxyKind) => boolean {
  const isBackendPath = createPathMatcher(listBackendPaths(config));
  return (target, kind) =>
    // Vite reads the path as it was sent: "/other/../api" leads where "/other" does.
    !/\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(target) &&
    isBackendPath(target) &&
    isProxied(proxy, target, kind);
}

/** What a developer may not expect of a key: that the function runs for it. */
export interface GatedKey {
  readonly key: string;
  readonly why: 'bypass' | 'path';
}

/** The keys of the proxy that the function runs for: always, or for some of their paths. */
export function findGatedKeys(proxy: ProxyTable, config: ResolvedConfig): GatedKey[] {
  const isBackendPath = createPathMatcher(listBackendPaths(config));
  return Object.entries(proxy)
    .filter(([, entry]) => entry)
    .flatMap(([key, entry]): GatedKey[] => {
      if (hasBypass(entry)) {
        return [{ key, why: 'bypass' }];
      }
      return isOfBackend(key, isBackendPath) ? [] : [{ key, why: 'path' }];
    });
}

/** Whether all paths that fit a key belong to the backend, as far as it can be seen. */
function isOfBackend(key: string, isBackendPath: PathMatcher): boolean {
  const path = key.startsWith('^') ? readLiteralStart(key) : key;
  return isBackendPath(path) || isBackendPath(`${path.replace(/\/$/, '')}/x`);
}

/** The text that every path begins with that fits a regular expression with ^. */
function readLiteralStart(expression: string): string {
  const [start] = /^(?:[\w/~-]|\\[^\w])*/.exec(expression.slice(1))!;
  const rest = expression.slice(1 + start.length);
  let outer = rest.replace(/\\.|\[(?:\\.|[^\]])*\]/g, '');
  for (let length = Number.NaN; length !== outer.length; ) {
    length = outer.length;
    outer = outer.replace(/\([^()]*\)/g, '');
  }
  // An alternative outside of groups begins otherwise, and the last character may be optional.
  const literal = /^[?*{]/.test(rest) ? start.replace(/\\?.$/, '') : start;
  return outer.includes('|') ? '' : literal.replaceAll('\\', '');
}

function fitsKey(key: string, target: string): boolean {
  return key.startsWith('^') ? new RegExp(key).test(target) : target.startsWith(key);
}

function hasBypass(entry: string | ProxyOptions): boolean {
  return typeof entry !== 'string' && Boolean(entry.bypass);
}

function hasWebSockets(entry: string | ProxyOptions): boolean {
  const { ws, target }: ProxyOptions = typeof entry === 'string' ? { target: entry } : entry;
  return Boolean(ws) || /^wss?:/.test(`${target}`);
}
