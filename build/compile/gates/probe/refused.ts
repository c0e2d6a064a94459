import type { ResolvedConfig } from '../../../config/types.js';
import { locationOf } from './expected.js';
import { type Probe, probe, refusedWith } from './probe.js';
import { HOST, requestTo } from './request.js';

/** What a viewer without a token gets: a navigation, another method, a script, and one who was sent round too often. */
export function refused(config: ResolvedConfig, folder: string): Probe[] {
  const path = `${folder}protected.txt`;
  const returnTo = `${folder.replaceAll('/', '%2F')}protected.txt%3Fa%3Db`;
  const location = locationOf(config, HOST, returnTo);
  const reason = 'missing';
  const always = config.unauthenticated === 'redirect';
  const redirect = { status: 302, reason, location };
  const fetched = requestTo(config, path, { query: true, headers: { 'sec-fetch-mode': 'cors' } });
  const posted = requestTo(config, path, { query: true, method: 'POST' });
  const sentRound = requestTo(config, path, {
    query: true,
    cookies: { 'pocket-spa-bounce': '8' },
  });
  return [
    probe(
      'a navigation without a token',
      requestTo(config, path, { query: true }),
      refusedWith({ ...redirect, bounces: config.loopGuard ? '1' : null }),
    ),
    probe(
      'a form without a token',
      posted,
      refusedWith(always ? redirect : { status: 303, reason, location }),
    ),
    probe(
      'a fetch without a token',
      fetched,
      refusedWith(always ? redirect : { status: 401, reason, login: config.loginPath }),
    ),
    probe(
      'a navigation after eight redirects',
      sentRound,
      refusedWith(
        config.loopGuard ? { status: 403, reason, bounces: '' } : { ...redirect, bounces: null },
      ),
    ),
  ];
}
