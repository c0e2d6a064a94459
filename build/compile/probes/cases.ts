import { createHash } from 'node:crypto';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { FunctionRequest } from '../../platform/event.js';
import type { KeyValues } from '../../runtime/modules.js';
import { applySpaFallback, loginLocation } from './expected.js';
import { createProbe, type OutputCheck, type Probe, passesThrough, refusesWith } from './probe.js';
import {
  createRequest,
  ESCAPED_USER_ID,
  EXPIRY,
  PROBE_HOST,
  PROBE_SECRET,
  tokenCookie,
  USER_ID,
} from './request.js';

/**
 * A request without a token is refused: a navigation, another method, a script, and a navigation
 * after too many redirects.
 */
export function refusalProbes(config: ResolvedConfig, folder: string): Probe[] {
  const path = `${folder}protected.txt`;
  const returnTo = `${folder.replaceAll('/', '%2F')}protected.txt%3Fa%3Db`;
  const location = loginLocation(config, PROBE_HOST, returnTo);
  const reason = 'missing';
  const alwaysRedirect = config.unauthenticated === 'redirect';
  const redirect = { status: 302, reason, location };
  const script = createRequest(config, path, {
    query: true,
    headers: { 'sec-fetch-mode': 'cors' },
  });
  const form = createRequest(config, path, { query: true, method: 'POST' });
  const looping = createRequest(config, path, {
    query: true,
    cookies: { 'pocket-spa-bounce': '8' },
  });
  const loopingWithJunk = createRequest(config, path, {
    query: true,
    cookies: { 'pocket-spa-bounce': '8', [config.cookieName]: 'junk' },
  });
  const ofDestination = (destination: string, headers: Record<string, string> = {}) =>
    createRequest(config, path, {
      query: true,
      headers: { 'sec-fetch-dest': destination, ...headers },
      cookies: { 'pocket-spa-bounce': '8' },
    });
  const refusedScript = alwaysRedirect
    ? { ...redirect, bounceCount: null }
    : { status: 401, reason, login: config.loginPath };
  return [
    createProbe(
      'a navigation without a token',
      createRequest(config, path, { query: true }),
      refusesWith({ ...redirect, bounceCount: config.loopGuard ? '1' : null }),
    ),
    createProbe(
      'a form without a token',
      form,
      refusesWith(alwaysRedirect ? redirect : { status: 303, reason, location }),
    ),
    createProbe(
      'a fetch without a token',
      script,
      refusesWith(alwaysRedirect ? redirect : { status: 401, reason, login: config.loginPath }),
    ),
    createProbe(
      'a navigation after eight redirects',
      looping,
      refusesWith(
        config.loopGuard
          ? { status: 403, reason, bounceCount: '' }
          : { ...redirect, bounceCount: null },
      ),
    ),
    createProbe(
      'a navigation after eight redirects, with a cookie that is no token',
      loopingWithJunk,
      refusesWith(
        config.loopGuard
          ? { status: 403, reason: 'malformed', bounceCount: '', tokenCookie: config.cookieName }
          : { ...redirect, reason: 'malformed', bounceCount: null },
      ),
    ),
    createProbe('a download', ofDestination('empty'), refusesWith(refusedScript)),
    createProbe(
      'a prefetch',
      ofDestination('document', { 'sec-purpose': 'prefetch;prerender' }),
      refusesWith(refusedScript),
    ),
    createProbe(
      'a frame after eight redirects',
      ofDestination('iframe'),
      refusesWith({ ...redirect, bounceCount: null }),
    ),
  ];
}

/** A preflight passes with its path unchanged, or is refused like a request of a script. */
export function preflightProbes(config: ResolvedConfig, folder: string): Probe[] {
  const request = createRequest(config, `${folder}protected`, {
    method: 'OPTIONS',
    headers: {
      'sec-fetch-mode': 'cors',
      origin: 'https://app.example',
      'access-control-request-method': 'PUT',
    },
  });
  const withoutOrigin = createRequest(config, `${folder}protected`, {
    method: 'OPTIONS',
    headers: { 'sec-fetch-mode': 'cors', 'access-control-request-method': 'PUT' },
  });
  const status = config.unauthenticated === 'redirect' ? 302 : 401;
  const isRefused = refusesWith({ status, reason: 'missing' });
  const check = config.preflight === 'pass' ? passesThrough(config, request) : isRefused;
  return [
    createProbe('a preflight', request, check),
    createProbe('OPTIONS without an origin', withoutOrigin, isRefused),
  ];
}

/**
 * A request with a valid token goes on: a page of the application or a file, with the identity
 * header.
 */
export function acceptanceProbes(config: ResolvedConfig, folder: string): Probe[] {
  const cookies = tokenCookie(config);
  const { identityHeader } = config;
  const added = identityHeader === false ? {} : { [identityHeader]: { value: ESCAPED_USER_ID } };
  return ['protected', 'a.txt', 'v1.2/protected'].map((name) => {
    const request = createRequest(config, folder + name, { query: true, cookies });
    const uri = applySpaFallback(config, request.uri);
    return createProbe(
      `${name} with a valid token`,
      request,
      passesThrough(config, request, { uri, added }),
    );
  });
}

/**
 * A function that is built with `revocation` refuses by the cut-offs in the store; any other
 * function ignores them.
 */
export function revocationProbes(config: ResolvedConfig, folder: string): Probe[] {
  if (config.secret === 'embedded') {
    return [];
  }
  const path = `${folder}protected`;
  const request = createRequest(config, path, { cookies: tokenCookie(config) });
  const allowed: OutputCheck = (output) =>
    'uri' in output && output.uri === applySpaFallback(config, path) ? undefined : 'is refused';
  const refused = config.revocation ? refusesWith({ status: 302, reason: 'revoked' }) : allowed;
  const unreadable = config.revocation
    ? refusesWith({ status: 503, reason: 'not_configured' })
    : allowed;
  const ownCutOff = (cutOff: string | null, userId = USER_ID) => ({
    [revocationKey(userId)]: cutOff,
  });
  const withStore = (title: string, check: OutputCheck, store: KeyValues, suffix = '') => ({
    ...createProbe(`a valid token, and ${title}`, request, check, `${PROBE_SECRET}${suffix}`),
    store,
  });
  return [
    withStore("the user's cut-off", refused, ownCutOff(`${EXPIRY}`)),
    withStore('a cut-off of the user that is past', allowed, ownCutOff(`${EXPIRY - 1}`)),
    withStore("another user's cut-off", allowed, ownCutOff(`${EXPIRY}`, `${USER_ID}x`)),
    withStore('a cut-off of the user that is garbage', refused, ownCutOff('')),
    withStore('a cut-off of the user that cannot be read', unreadable, ownCutOff(null)),
    withStore("everybody's cut-off", refused, {}, `;${EXPIRY}`),
    withStore("everybody's cut-off that is past", allowed, {}, `;${EXPIRY - 1}`),
    withStore("everybody's cut-off that is garbage", refused, {}, ';'),
  ];
}

function revocationKey(userId: string): string {
  return `revoked:${createHash('sha256').update(userId).digest('hex')}`;
}

const IS_REFUSED: OutputCheck = (output) =>
  'uri' in output || !(output.statusCode >= 300) ? 'is not refused' : undefined;

/** A failure inside the function refuses the request. */
export function failureProbes(config: ResolvedConfig, folder: string): Probe[] {
  const path = `${folder}protected`;
  // No viewer can send such a request; it represents an unforeseen fault.
  const broken = [
    createProbe(
      'a request whose path is null',
      { ...createRequest(config, path), uri: null } as unknown as FunctionRequest,
      IS_REFUSED,
    ),
    createProbe(
      'a cookie without a value',
      {
        ...createRequest(config, path),
        cookies: { [config.cookieName]: {} },
      } as unknown as FunctionRequest,
      IS_REFUSED,
    ),
  ];
  const unreadable = createProbe(
    'a valid token while the KeyValueStore has no secret',
    createRequest(config, path, { cookies: tokenCookie(config) }),
    refusesWith({ status: 503, reason: 'not_configured' }),
    null,
  );
  return config.secret === 'kvs' ? [...broken, unreadable] : broken;
}
