import type { ResolvedConfig } from '../../config/types.js';

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
