import { generateToken } from '../../../../../signer/index.js';
import type { Asked, Fault, Reply } from '../../../../fakes/gated-site.js';
import { NOW, SECRET } from '../../../../fakes/site.js';
import { adds, isStranger, type Leak, opens, replaces } from './leak.js';

const TOKEN = generateToken('harbor-master', { secret: SECRET, now: NOW });

const hasCookie = (pattern: RegExp) => (asked: Asked) => pattern.test(asked.headers.cookie ?? '');

const cached = (headers: Record<string, string | string[]>): Fault =>
  replaces(
    ({ path }) => path === '/login',
    (reply) => ({ ...reply, headers: { ...reply.headers, ...headers } }),
  );

/** What a cache in front does that keeps pages of visitors by their path alone. */
function keepsPages(): Fault {
  const kept = new Map<string, Reply>();
  return (reply, asked) => {
    if (asked.hasToken && reply.status === 200) {
      kept.set(asked.path, reply);
    }
    return isStranger(asked) && asked.method === 'GET' ? (kept.get(asked.path) ?? reply) : reply;
  };
}

const cookie = (name: string, pattern: RegExp, harmless?: RegExp): Leak => ({
  name: `a gate that lets in ${name}`,
  fault: opens(hasCookie(pattern)),
  found: { target: /^\/$/ },
  ...(harmless && { harmless: opens(hasCookie(harmless)) }),
});

/** Cookies and headers that pass for a token, and caches that mix up visitors. */
export const VISITOR_LEAKS: readonly Leak[] = [
  cookie('any cookie', /pocket-spa-token=/, /^another=/),
  cookie('an expired token', /^pocket-spa-token=[^;]+:1799395\d{3}:/),
  cookie('a forged token', /^pocket-spa-token=[^;:]+:1800000300:[\da-f]{64}$/),
  cookie('several cookies of the name', /pocket-spa-token=.*pocket-spa-token=/),
  cookie('a token without a MAC', /^pocket-spa-token=[^;:]+:\d+:$/),
  {
    name: 'a cookie whose name is compared in any case',
    cookieName: '__Host-spa',
    fault: opens(hasCookie(/(?:^|; )__host-spa=/i)),
    found: { target: /^\/$/ },
    harmless: (reply) => reply,
  },
  {
    name: 'a cookie without the prefix of its name',
    cookieName: '__Host-spa',
    fault: opens(hasCookie(/^spa=/)),
    found: { target: /^\/$/ },
  },
  {
    name: 'a login from a cache with a cookie',
    fault: cached({ 'x-cache': 'Hit from cloudfront', 'set-cookie': ['sid=8c1f; Path=/'] }),
    found: { target: /^\/login/ },
    harmless: cached({ 'x-cache': 'Miss from cloudfront', 'set-cookie': ['sid=8c1f; Path=/'] }),
  },
  {
    name: 'a login with an age and a cookie',
    fault: cached({ age: '7', 'set-cookie': ['sid=8c1f; Path=/'] }),
    found: { target: /^\/login/ },
    harmless: cached({ age: '7', 'set-cookie': ['old=; Path=/; Max-Age=0'] }),
  },
  {
    name: 'a cache that keeps what visitors with a token get',
    fault: keepsPages(),
    found: { target: /^\/(?:$|assets)/ },
  },
  {
    name: 'a gate that lets speculative loads in',
    fault: opens((asked) => asked.headers['sec-purpose'] === 'prefetch'),
    found: { target: /^\/$/ },
  },
  {
    name: 'a gate that lets scripts in',
    fault: opens((asked) => isStranger(asked) && asked.headers['sec-fetch-mode'] === 'cors'),
    found: { target: /^\/$/ },
  },
  {
    name: 'a gate that lets any bearer token in',
    fault: opens((asked) => asked.headers.authorization !== undefined),
    found: { target: /^\/$/ },
  },
  {
    name: 'a gate that gives a stranger a token',
    fault: adds({ 'set-cookie': `pocket-spa-token=${TOKEN}; Path=/` }),
    found: { target: /^\/$/ },
    harmless: adds({ 'set-cookie': 'pocket-spa-bounce=1; Max-Age=20; Path=/' }),
  },
  {
    name: 'a refusal from a cache',
    fault: adds({ 'x-cache': 'RefreshHit from cloudfront' }),
    found: { target: /^\/$/, verdict: 'odd' },
    harmless: adds({ 'x-cache': 'FunctionGeneratedResponse from cloudfront', age: '0' }),
  },
  {
    name: 'a page that browsers may keep',
    fault: replaces(
      ({ hasToken }) => hasToken,
      (reply) => {
        const { 'cache-control': _, ...headers } = reply.headers ?? {};
        return { ...reply, headers };
      },
    ),
    found: { target: /^\/$/, verdict: 'odd' },
    harmless: replaces(
      ({ hasToken }) => hasToken,
      (reply) => ({
        ...reply,
        headers: { ...reply.headers, 'cache-control': 'private, max-age=60' },
      }),
    ),
  },
];
