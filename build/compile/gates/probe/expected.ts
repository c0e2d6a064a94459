import type { ResolvedConfig } from '../../../config/types.js';

// What the configuration asks for, in the plainest code that says so: none of it is the function's.

/** Where a request goes that is let on. */
export function fallenBack({ spaFallback }: ResolvedConfig, path: string): string {
  const file = path.split('/').at(-1)!;
  return spaFallback === false || file.includes('.') ? path : spaFallback;
}

/** The host of `loginPath`, empty where it has none, and its path. */
export function loginPlace({ loginPath }: ResolvedConfig): { host: string; path: string } {
  const [address] = loginPath.split('?') as [string];
  if (address.startsWith('/')) return { host: '', path: address };
  const [host, ...path] = address.slice('https://'.length).split('/') as [string, ...string[]];
  return { host, path: `/${path.join('/')}` };
}

/** Whether a plain path is public on the probes' own host. */
export function isOpen(config: ResolvedConfig, path: string): boolean {
  const login = loginPlace(config);
  return isListed(config, path) || (login.host === '' && path === login.path);
}

/** Whether a plain path is public on every host. */
export function isListed({ publicPaths }: ResolvedConfig, path: string): boolean {
  return publicPaths.some((entry) =>
    entry.endsWith('*') ? path.startsWith(entry.slice(0, -1)) : path === entry,
  );
}

/** Where a refused navigation goes; `returnTo` is percent-encoded already. */
export function locationOf(
  { loginPath, nextParam }: ResolvedConfig,
  host: string,
  returnTo: string,
): string {
  const joint = loginPath.includes('?') ? '&' : '?';
  const site = loginPath.startsWith('/') ? '' : `https%3A%2F%2F${host}`;
  return `${loginPath}${joint}${nextParam}=${site}${returnTo}`;
}
