import type { ProxyOptions } from 'vite';
import type { ResolvedConfig } from '../config/edge-config.js';
import { createPathMatcher, listBackendPaths } from '../preview/paths.js';

/** `server.proxy` of Vite: what it leads to a backend. */
export type ProxyTable = Readonly<Record<string, string | ProxyOptions>>;

/**
 * Whether Vite leads a request to another server, by Vite's own rule: the first key that fits
 * decides, and an empty entry is none. Through one with `bypass` a request may come back to the
 * files.
 */
export function isProxied(proxy: ProxyTable, target: string): boolean {
  const found = Object.entries(proxy).find(
    ([key, entry]) =>
      entry && (key.startsWith('^') ? new RegExp(key).test(target) : target.startsWith(key)),
  );
  return found !== undefined && (typeof found[1] === 'string' || !found[1].bypass);
}

/** Tells which requests go to the backend: a path of the backend that Vite leads there. */
export function createBackendMatcher(
  proxy: ProxyTable,
  config: ResolvedConfig,
): (target: string) => boolean {
  const isBackendPath = createPathMatcher(listBackendPaths(config));
  return (target) => isBackendPath(target) && isProxied(proxy, target);
}

/** The plain keys of the proxy that are no paths of the backend: the function runs for them. */
export function findGatedKeys(proxy: ProxyTable, config: ResolvedConfig): string[] {
  const isBackendPath = createPathMatcher(listBackendPaths(config));
  return Object.keys(proxy).filter(
    (key) =>
      proxy[key] &&
      key.startsWith('/') &&
      !isBackendPath(key) &&
      !isBackendPath(`${key.replace(/\/$/, '')}/x`),
  );
}
