import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedConfig } from '../config/edge-config.js';
import { splitRing } from '../config/key-ring.js';
import { packageRoot } from '../host/packages.js';

/**
 * The page that ends a redirect loop, split at its two placeholders, and the hash that allows its
 * style in a content-security-policy.
 */
export function pageSettings(): Record<string, string> {
  const html = readFileSync(join(packageRoot, 'edge/page.html'), 'utf8').trim();
  const [start, link, end] = html.split(/\{\{\w+\}\}/) as [string, string, string];
  const style = /<style>(.*)<\/style>/.exec(html)![1]!;
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    PAGE_START: start,
    PAGE_LINK: link,
    PAGE_END: end,
    PAGE_STYLE_SOURCE: `'sha256-${hash}'`,
  };
}

/**
 * The values of the constants that `edge/settings.d.ts` declares. `ring` is the key ring of an
 * embedded build.
 */
export function edgeSettings(config: ResolvedConfig, ring = ''): Record<string, unknown> {
  const login = loginSettings(config);
  const identity = (config.identityHeader || '').toLowerCase();
  return {
    COOKIE_NAME: config.cookieName,
    COOKIE_NAME_LOWER: config.cookieName.toLowerCase(),
    IS_COOKIE_NAME_INHERITED: config.cookieName in {} || config.cookieName.toLowerCase() in {},
    ...login,
    HAS_PUBLIC_PATHS: config.publicPaths.length > 0,
    PUBLIC_PATHS: config.publicPaths,
    PASS_PREFLIGHT: config.preflight === 'pass',
    ALWAYS_REDIRECT: config.unauthenticated === 'redirect',
    LOOP_GUARD: config.loopGuard,
    CLOCK_TOLERANCE: config.clockTolerance,
    REVOCATION: config.revocation,
    SPA_FALLBACK: config.spaFallback || '',
    IDENTITY_HEADER: identity,
    IDENTITY_SPELLING: identity.replace(/[^a-z0-9]/g, '-'),
    HAS_RAW_QUERY: config.runtime === 'cloudfront-js-2.0',
    BYTE_STRINGS: config.runtime === 'cloudfront-js-1.0',
    EMBEDDED_SECRETS: splitRing(ring),
    ...pageSettings(),
  };
}

function loginSettings({ loginPath, nextParam }: ResolvedConfig): Record<string, string> {
  // The base applies to a path only; an absolute URL replaces it.
  const url = new URL(loginPath, 'https://path.invalid');
  const isPath = loginPath.startsWith('/');
  return {
    LOGIN_JSON: JSON.stringify(loginPath),
    LOGIN_WITH_NEXT: `${loginPath}${loginPath.includes('?') ? '&' : '?'}${nextParam}=`,
    // An absolute URL without a path would make the start page of the site public (SPEC section
    // 5.1).
    LOGIN_PATH: isPath || url.pathname !== '/' ? url.pathname : '',
    LOGIN_HOST: isPath ? '' : url.host,
  };
}
