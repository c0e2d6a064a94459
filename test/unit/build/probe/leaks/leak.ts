import { type Asked, type Fault, FILES, type Reply } from '../../../../fakes/gated-site.js';

/** One leak of a site, the result that has to name it, and what looks like it and is none. */
export interface Leak {
  readonly name: string;
  readonly fault: Fault;
  readonly found: { readonly method?: string; readonly target: RegExp; readonly verdict?: 'odd' };
  /** Default: nothing is known that looks like it. */
  readonly harmless?: Fault;
  /** Whether the site has TLS. Default: the leak is tried with and without. */
  readonly needsTls?: true;
  readonly cookieName?: string;
  readonly config?: { readonly publicPaths?: readonly string[] };
}

export const SHELL = { 'content-type': 'text/html' };

export const ERROR_PAGE =
  '<!doctype html><title>Sorry</title><p>Something went wrong in the harbor.</p>';

/** Everybody gets what matches. */
export const opens =
  (matches: (asked: Asked) => boolean): Fault =>
  (reply, asked) =>
    matches(asked) ? asked.content : reply;

/** Another answer where something matches, made of the usual one. */
export const replaces =
  (matches: (asked: Asked) => boolean, make: (reply: Reply, asked: Asked) => Reply): Fault =>
  (reply, asked) =>
    matches(asked) ? make(reply, asked) : reply;

export const isStranger = ({ hasToken, path, isPlain }: Asked) =>
  !hasToken && !isPlain && path !== '/login' && !path.startsWith('/api/');

export const adds =
  (headers: Record<string, string>, matches = isStranger): Fault =>
  (reply, asked) =>
    matches(asked) ? { ...reply, headers: { ...reply.headers, ...headers } } : reply;

export const shell = (status: number) => () => ({
  status,
  headers: SHELL,
  body: FILES['/index.html']!,
});

export const errorPage = (status: number) => () => ({ status, headers: SHELL, body: ERROR_PAGE });
