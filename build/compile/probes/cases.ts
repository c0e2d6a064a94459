import { createHash } from 'node:crypto';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { FunctionRequest } from '../../platform/event.js';
import type { KeyValues } from '../../runtime/modules.js';
import {
  afterSpaFallback,
  isInPublicPaths,
  isPublicPath,
  loginLocation,
  loginTarget,
} from './expected.js';
import { type OutputCheck, type Probe, passesThrough, probe, refusesWith } from './probe.js';
import {
  createRequest,
  ESCAPED_USER_ID,
  EXPIRY,
  PROBE_HOST,
  PROBE_SECRET,
  tokenCookie,
  USER_ID,
} from './request.js';

// Behind a public prefix; an origin may resolve them to a path outside it.
const DETOURS = ['..%2fx', '../x', '%2e%2e/x', 'a//b', '..', '..;/x', 'a\\x', 'a%5Cx'];

const REFUSED = refusesWith({ status: 302, reason: 'missing' });

/** What is public goes on without a token, and nothing beside it does. */
export function publicPathProbes(config: ResolvedConfig): Probe[] {
  const listed = config.publicPaths.flatMap((entry, index) => {
    const name = `publicPaths[${index}]`;
    return entry.endsWith('*')
      ? openPrefix(config, entry.slice(0, -1), name)
      : [open(config, entry, name), ...refusedUnlessOpen(config, `${entry}x`, `beside ${name}`)];
  });
  return [...openLogin(config), ...listed];
}

function openLogin(config: ResolvedConfig): Probe[] {
  const { host, path } = loginTarget(config);
  const beside = refusedUnlessOpen(config, `${path}x`, 'beside the login path');
  if (host === '') {
    return [open(config, path, 'the login path'), ...beside];
  }
  if (isInPublicPaths(config, path)) {
    return beside;
  }
  const here = createRequest(config, path, { host });
  const elsewhere = createRequest(config, path, { host: `not-${host}` });
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
      probe(`${name} followed by ${detour}`, createRequest(config, folder + detour), REFUSED),
    ),
  ];
}

/** No secret is needed for it. */
function open(config: ResolvedConfig, path: string, what: string): Probe {
  const request = createRequest(config, path);
  return probe(what, request, goesOnOpen(config, request), null);
}

function goesOnOpen(config: ResolvedConfig, request: ReturnType<typeof createRequest>) {
  return passesThrough(config, request, { uri: afterSpaFallback(config, request.uri) });
}

function refusedUnlessOpen(config: ResolvedConfig, path: string, what: string): Probe[] {
  return path === '' || isPublicPath(config, path)
    ? []
    : [probe(what, createRequest(config, path), REFUSED)];
}

/** What a viewer without a token gets: a navigation, another method, a script, and one who was sent round too often. */
export function refusalProbes(config: ResolvedConfig, folder: string): Probe[] {
  const path = `${folder}protected.txt`;
  const returnTo = `${folder.replaceAll('/', '%2F')}protected.txt%3Fa%3Db`;
  const location = loginLocation(config, PROBE_HOST, returnTo);
  const reason = 'missing';
  const always = config.unauthenticated === 'redirect';
  const redirect = { status: 302, reason, location };
  const fetched = createRequest(config, path, {
    query: true,
    headers: { 'sec-fetch-mode': 'cors' },
  });
  const posted = createRequest(config, path, { query: true, method: 'POST' });
  const sentRound = createRequest(config, path, {
    query: true,
    cookies: { 'pocket-spa-bounce': '8' },
  });
  return [
    probe(
      'a navigation without a token',
      createRequest(config, path, { query: true }),
      refusesWith({ ...redirect, bounces: config.loopGuard ? '1' : null }),
    ),
    probe(
      'a form without a token',
      posted,
      refusesWith(always ? redirect : { status: 303, reason, location }),
    ),
    probe(
      'a fetch without a token',
      fetched,
      refusesWith(always ? redirect : { status: 401, reason, login: config.loginPath }),
    ),
    probe(
      'a navigation after eight redirects',
      sentRound,
      refusesWith(
        config.loopGuard ? { status: 403, reason, bounces: '' } : { ...redirect, bounces: null },
      ),
    ),
  ];
}

/** A preflight passes with its path unchanged, or is refused like any request of a script. */
export function preflightProbes(config: ResolvedConfig, folder: string): Probe[] {
  const request = createRequest(config, `${folder}protected`, {
    method: 'OPTIONS',
    headers: { 'sec-fetch-mode': 'cors', 'access-control-request-method': 'PUT' },
  });
  const status = config.unauthenticated === 'redirect' ? 302 : 401;
  const judge =
    config.preflight === 'pass'
      ? passesThrough(config, request)
      : refusesWith({ status, reason: 'missing' });
  return [probe('a preflight', request, judge)];
}

/** What a viewer with a token gets: a page of the application, a file, and the identity told to the origin. */
export function acceptanceProbes(config: ResolvedConfig, folder: string): Probe[] {
  const cookies = tokenCookie(config);
  const { identityHeader } = config;
  const added = identityHeader === false ? {} : { [identityHeader]: { value: ESCAPED_USER_ID } };
  return ['protected', 'a.txt', 'v1.2/protected'].map((name) => {
    const request = createRequest(config, folder + name, { query: true, cookies });
    const uri = afterSpaFallback(config, request.uri);
    return probe(
      `${name} with a valid token`,
      request,
      passesThrough(config, request, { uri, added }),
    );
  });
}

/** Cut-offs in the store: they refuse where they are asked for and are passed over where they are not. */
export function revocationProbes(config: ResolvedConfig, folder: string): Probe[] {
  if (config.secret === 'embedded') {
    return [];
  }
  const path = `${folder}protected`;
  const request = createRequest(config, path, { cookies: tokenCookie(config) });
  const letIn: OutputCheck = (output) =>
    'uri' in output && output.uri === afterSpaFallback(config, path) ? undefined : 'is refused';
  const refused = config.revocation ? refusesWith({ status: 302, reason: 'revoked' }) : letIn;
  const unread = config.revocation ? refusesWith({ status: 503, reason: 'not_configured' }) : letIn;
  const own = (cutOff: string | null, userId = USER_ID) => ({ [keyOf(userId)]: cutOff });
  const ask = (what: string, judge: OutputCheck, store: KeyValues, suffix = '') => ({
    ...probe(`a valid token, and ${what}`, request, judge, `${PROBE_SECRET}${suffix}`),
    store,
  });
  return [
    ask("the user's cut-off", refused, own(`${EXPIRY}`)),
    ask('a cut-off of the user that is past', letIn, own(`${EXPIRY - 1}`)),
    ask("another user's cut-off", letIn, own(`${EXPIRY}`, `${USER_ID}x`)),
    ask('a cut-off of the user that is garbage', refused, own('')),
    ask('a cut-off of the user that cannot be read', unread, own(null)),
    ask("everybody's cut-off", refused, {}, `;${EXPIRY}`),
    ask("everybody's cut-off that is past", letIn, {}, `;${EXPIRY - 1}`),
    ask("everybody's cut-off that is garbage", refused, {}, ';'),
  ];
}

function keyOf(userId: string): string {
  return `revoked:${createHash('sha256').update(userId).digest('hex')}`;
}

const NOT_LET_IN: OutputCheck = (output) =>
  'uri' in output || !(output.statusCode >= 300) ? 'is let in' : undefined;

/** Whatever fails inside, nobody is let in by it. */
export function failureProbes(config: ResolvedConfig, folder: string): Probe[] {
  const path = `${folder}protected`;
  // No viewer can send these; they stand for a fault that nobody has foreseen.
  const broken = ['cookies', 'headers'].map((part) =>
    probe(
      `a request whose ${part} are null`,
      { ...createRequest(config, path), [part]: null } as FunctionRequest,
      NOT_LET_IN,
    ),
  );
  const unread = probe(
    'a valid token where the KeyValueStore cannot be read',
    createRequest(config, path, { cookies: tokenCookie(config) }),
    refusesWith({ status: 503, reason: 'not_configured' }),
    null,
  );
  return config.secret === 'kvs' ? [...broken, unread] : broken;
}
