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
export function applySpaFallback({ spaFallback }: ResolvedConfig, path: string): string {
  const file = path.split('/').at(-1)!;
  return spaFallback === false || file.includes('.') ? path : spaFallback;
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
  return publicPaths.some((entry) =>
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
