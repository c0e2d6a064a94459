import type { ResolvedConfig } from '../../config/edge-config.js';

// What the configuration asks for, in code that is as simple as possible and shares nothing with
// the function.

/**
 * Finds a folder in which the configuration makes nothing public, such as `/zz/`. The folders that
 * are tried differ in their first letter, so a few prefixes cannot make all of them public.
 * Undefined if all of them are public.
 */
export function findProtectedFolder({
  publicPaths,
  loginPath,
}: ResolvedConfig): string | undefined {
  return [...'zqxjkvbpygfwmucldrhsnioate']
    .map((letter) => `/${letter}${letter}/`)
    .find((folder) => ![...publicPaths, loginPath].some((entry) => isPublicIn(entry, folder)));
}

/**
 * Whether the entry makes a path in the folder public. Only an entry with `*` is a prefix; any
 * other entry is one path.
 */
function isPublicIn(entry: string, folder: string): boolean {
  return entry.startsWith(folder) || (entry.endsWith('*') && folder.startsWith(entry.slice(0, -1)));
}

/** The path that the origin receives for a request that goes on. */
export function applySpaFallback(config: ResolvedConfig, path: string): string {
  const { spaFallback, backendPaths } = config;
  const isUnchanged =
    spaFallback === false || namesFile(config, path) || isInEntries(backendPaths, path);
  return isUnchanged ? path : spaFallback;
}

function namesFile(config: ResolvedConfig, path: string): boolean {
  const { fileExtensions, publicPaths } = config;
  const segment = path.split('/').at(-1)!;
  if (fileExtensions === false || !segment.includes('.')) {
    return segment.includes('.');
  }
  const extension = segment.split('.').at(-1)!.toLowerCase();
  return (
    fileExtensions.some((entry) => entry.toLowerCase() === extension) ||
    publicPaths.includes(path) ||
    path === parseLoginPath(config).path
  );
}

/**
 * The public paths on which anybody is served `spaFallback`: every public route. A prefix is meant
 * with a route behind it.
 */
export function listPublicRoutes(config: ResolvedConfig): string[] {
  const { path } = parseLoginPath(config);
  return [...new Set([path, ...config.publicPaths])].filter((entry) => {
    const route = entry.endsWith('*') ? `${entry.slice(0, -1)}x` : entry;
    return applySpaFallback(config, route) !== route && route !== config.spaFallback;
  });
}

/** The host of `loginPath` (empty if it is a path) and its path. */
export function parseLoginPath({ loginPath }: ResolvedConfig): { host: string; path: string } {
  const [address] = loginPath.split('?') as [string];
  if (address.startsWith('/')) {
    return { host: '', path: address };
  }
  const [host, ...path] = address.slice('https://'.length).split('/') as [string, ...string[]];
  return { host, path: `/${path.join('/')}` };
}

/** Whether a plain path is public on PROBE_HOST. */
export function isPublicPath(config: ResolvedConfig, path: string): boolean {
  const login = parseLoginPath(config);
  return isInPublicPaths(config, path) || (login.host === '' && path === login.path);
}

/** Whether a plain path is public on every host. */
export function isInPublicPaths({ publicPaths }: ResolvedConfig, path: string): boolean {
  return isInEntries(publicPaths, path);
}

function isInEntries(entries: readonly string[], path: string): boolean {
  return entries.some((entry) =>
    entry.endsWith('*') ? path.startsWith(entry.slice(0, -1)) : path === entry,
  );
}

/** The location that a refused navigation is redirected to; `returnTo` is percent-encoded. */
export function loginLocation(
  { loginPath, nextParam }: ResolvedConfig,
  host: string,
  returnTo: string,
): string {
  const separator = loginPath.includes('?') ? '&' : '?';
  const site = loginPath.startsWith('/') ? '' : `https%3A%2F%2F${host}`;
  return `${loginPath}${separator}${nextParam}=${site}${returnTo}`;
}
