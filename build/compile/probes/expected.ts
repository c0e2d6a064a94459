import type { ResolvedConfig } from '../../config/edge-config.js';

/**
 * A folder in which the configuration makes nothing public, such as `/zz/`. Undefined where the prefixes leave none of those that
 * are tried: they differ in their first letter, so a few prefixes cannot cover all.
 */
export function protectedFolder({ publicPaths, loginPath }: ResolvedConfig): string | undefined {
  return [...'zqxjkvbpygfwmucldrhsnioate']
    .map((letter) => `/${letter}${letter}/`)
    .find((folder) => ![...publicPaths, loginPath].some((entry) => opens(entry, folder)));
}

/** Whether something in the folder is public. Only a `*` makes a prefix; any other entry is one path. */
function opens(entry: string, folder: string): boolean {
  return entry.startsWith(folder) || (entry.endsWith('*') && folder.startsWith(entry.slice(0, -1)));
}

// What the configuration asks for, in the plainest code that says so: none of it is the function's.

/** Where a request goes that is let on. */
export function afterSpaFallback({ spaFallback }: ResolvedConfig, path: string): string {
  const file = path.split('/').at(-1)!;
  return spaFallback === false || file.includes('.') ? path : spaFallback;
}

/** The host of `loginPath`, empty where it has none, and its path. */
export function loginTarget({ loginPath }: ResolvedConfig): { host: string; path: string } {
  const [address] = loginPath.split('?') as [string];
  if (address.startsWith('/')) {
    return { host: '', path: address };
  }
  const [host, ...path] = address.slice('https://'.length).split('/') as [string, ...string[]];
  return { host, path: `/${path.join('/')}` };
}

/** Whether a plain path is public on the probes' own host. */
export function isPublicPath(config: ResolvedConfig, path: string): boolean {
  const login = loginTarget(config);
  return isInPublicPaths(config, path) || (login.host === '' && path === login.path);
}

/** Whether a plain path is public on every host. */
export function isInPublicPaths({ publicPaths }: ResolvedConfig, path: string): boolean {
  return publicPaths.some((entry) =>
    entry.endsWith('*') ? path.startsWith(entry.slice(0, -1)) : path === entry,
  );
}

/** Where a refused navigation goes; `returnTo` is percent-encoded already. */
export function loginLocation(
  { loginPath, nextParam }: ResolvedConfig,
  host: string,
  returnTo: string,
): string {
  const joint = loginPath.includes('?') ? '&' : '?';
  const site = loginPath.startsWith('/') ? '' : `https%3A%2F%2F${host}`;
  return `${loginPath}${joint}${nextParam}=${site}${returnTo}`;
}
