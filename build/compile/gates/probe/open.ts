import type { ResolvedConfig } from '../../../config/types.js';
import { fallenBack, isListed, isOpen, loginPlace } from './expected.js';
import { goesOn, type Probe, probe, refusedWith } from './probe.js';
import { requestTo } from './request.js';

// Behind a public prefix; an origin may resolve them to a path outside it.
const DETOURS = ['..%2fx', '../x', '%2e%2e/x', 'a//b', '..', '..;/x', 'a\\x', 'a%5Cx'];

const REFUSED = refusedWith({ status: 302, reason: 'missing' });

/** What is public goes on without a token, and nothing beside it does. */
export function openPaths(config: ResolvedConfig): Probe[] {
  const listed = config.publicPaths.flatMap((entry, index) => {
    const name = `publicPaths[${index}]`;
    return entry.endsWith('*')
      ? openPrefix(config, entry.slice(0, -1), name)
      : [open(config, entry, name), ...refusedUnlessOpen(config, `${entry}x`, `beside ${name}`)];
  });
  return [...openLogin(config), ...listed];
}

function openLogin(config: ResolvedConfig): Probe[] {
  const { host, path } = loginPlace(config);
  const beside = refusedUnlessOpen(config, `${path}x`, 'beside the login path');
  if (host === '') return [open(config, path, 'the login path'), ...beside];
  if (isListed(config, path)) return beside;
  const here = requestTo(config, path, { host });
  const elsewhere = requestTo(config, path, { host: `not-${host}` });
  return [
    ...beside,
    probe('the login path on another host', elsewhere, REFUSED),
    // A host without a path would make its own start page public.
    path === '/'
      ? probe('the start page of the login host', here, REFUSED)
      : probe('the login path on its own host', here, goesOnOpen(config, here)),
  ];
}

function openPrefix(config: ResolvedConfig, prefix: string, name: string): Probe[] {
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return [
    open(config, prefix, name),
    open(config, `${prefix}x.txt`, `a path behind ${name}`),
    ...refusedUnlessOpen(config, prefix.slice(0, -1), `short of ${name}`),
    ...DETOURS.map((detour) =>
      probe(`${name} followed by ${detour}`, requestTo(config, folder + detour), REFUSED),
    ),
  ];
}

/** No secret is needed for it. */
function open(config: ResolvedConfig, path: string, what: string): Probe {
  const request = requestTo(config, path);
  return probe(what, request, goesOnOpen(config, request), null);
}

function goesOnOpen(config: ResolvedConfig, request: ReturnType<typeof requestTo>) {
  return goesOn(config, request, { uri: fallenBack(config, request.uri) });
}

function refusedUnlessOpen(config: ResolvedConfig, path: string, what: string): Probe[] {
  return path === '' || isOpen(config, path) ? [] : [probe(what, requestTo(config, path), REFUSED)];
}
