import type { ResolvedConfig } from '../../config/edge-config.js';
import { applySpaFallback, isInPublicPaths, isPublicPath, parseLoginPath } from './expected.js';
import { createProbe, type Probe, passesThrough, refusesWith } from './probe.js';
import { createRequest } from './request.js';

// Paths after a public prefix that an origin may resolve to a path outside of it.
const NOT_PLAIN = [
  '..%2fx',
  '../x',
  './x',
  '%2e%2e/x',
  '%252e%252e/x',
  'a//b',
  '..',
  '..a',
  '..;/x',
  '..%3B/x',
  'a;b',
  '..%00/x',
  '.%20/x',
  '%20./x',
  'a\\x',
  'a%5Cx',
  'a%',
  'a%2',
  '%C0%ae/x',
  '%e0%80%ae/x',
  '%f0%80%80%ae/x',
];

const REFUSED = refusesWith({ status: 302, reason: 'missing' });

/** Public paths go on without a token; similar paths are refused. */
export function publicPathProbes(config: ResolvedConfig): Probe[] {
  const listed = config.publicPaths.flatMap((entry, index) => {
    const name = `publicPaths[${index}]`;
    return entry.endsWith('*')
      ? publicPrefixProbes(config, entry.slice(0, -1), name)
      : [
          publicPathProbe(config, entry, name),
          ...notPublicProbes(config, `${entry}x`, `a path that begins like ${name}`),
        ];
  });
  return [...publicLoginProbes(config), ...listed];
}

function publicLoginProbes(config: ResolvedConfig): Probe[] {
  const { host, path } = parseLoginPath(config);
  const similar = notPublicProbes(config, `${path}x`, 'a path that begins like the login path');
  if (host === '') {
    return [publicPathProbe(config, path, 'the login path'), ...similar];
  }
  if (isInPublicPaths(config, path)) {
    return similar;
  }
  const here = createRequest(config, path, { host });
  const elsewhere = createRequest(config, path, { host: `not-${host}` });
  return [
    ...similar,
    createProbe('the login path on another host', elsewhere, REFUSED),
    // An absolute URL without a path must not make the start page of the site public.
    path === '/'
      ? createProbe('the start page of the login host', here, REFUSED)
      : createProbe('the login path on its own host', here, passesPublic(config, here)),
  ];
}

function publicPrefixProbes(config: ResolvedConfig, prefix: string, name: string): Probe[] {
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return [
    publicPathProbe(config, prefix, name),
    publicPathProbe(config, `${prefix}x.txt`, `a path that begins with ${name}`),
    ...notPublicProbes(config, prefix.slice(0, -1), `${name} without its last character`),
    ...NOT_PLAIN.map((path) =>
      createProbe(`${name} followed by ${path}`, createRequest(config, folder + path), REFUSED),
    ),
  ];
}

/** A public path goes on even if there is no secret. */
function publicPathProbe(config: ResolvedConfig, path: string, title: string): Probe {
  const request = createRequest(config, path);
  return createProbe(title, request, passesPublic(config, request), null);
}

function passesPublic(config: ResolvedConfig, request: ReturnType<typeof createRequest>) {
  return passesThrough(config, request, { uri: applySpaFallback(config, request.uri) });
}

function notPublicProbes(config: ResolvedConfig, path: string, title: string): Probe[] {
  return path === '' || isPublicPath(config, path)
    ? []
    : [createProbe(title, createRequest(config, path), REFUSED)];
}
