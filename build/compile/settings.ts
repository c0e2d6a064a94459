import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoopPage, ResolvedConfig } from '../config/edge-config.js';
import { hasHooks } from '../config/hooks.js';
import { splitRing } from '../config/key-ring.js';
import { packageRoot } from '../host/packages.js';

/**
 * The page that ends a redirect loop, split where the function puts the value of `next` and the
 * reason.
 */
function pageSettings(loopPage: LoopPage, login: string): Record<string, string> {
  const { heading = 'Not logged in', retry = 'Try again', link } = loopPage;
  const { message = 'Allow cookies and check your clock.' } = loopPage;
  const texts: Record<string, string> = {
    heading: escapeHtml(heading),
    message: escapeHtml(message),
    retry: escapeHtml(retry),
    login: escapeHtml(login),
    link: link ? ` &#183; <a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a>` : '',
  };
  const html = readFileSync(join(packageRoot, 'edge/page.html'), 'utf8')
    .trim()
    .replaceAll(/\{\{(\w+)\}\}/g, (blank, name: string) => texts[name] ?? blank);
  const [start, between, end] = html.split(/\{\{(?:next|reason)\}\}/) as [string, string, string];
  return {
    PAGE_START: start,
    PAGE_LINK: between,
    PAGE_END: end,
  };
}

/** Text for HTML in ASCII, since the function may hold nothing else. */
function escapeHtml(text: string): string {
  return text.replaceAll(
    /[&<>"'{}]|[^\x20-\x7e]/gu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}

/**
 * The pattern of the identity header's spellings in a list of names, one on a line. Both cases of a
 * letter are spelled out: with the flag `i` the engine also matches a few letters beyond ASCII.
 */
export function identitySpellings({ identityHeader }: ResolvedConfig): RegExp {
  const name = [...(identityHeader || '')].map((character) => {
    if (/[a-z]/i.test(character)) {
      return `[${character.toLowerCase()}${character.toUpperCase()}]`;
    }
    return /\d/.test(character) ? character : '[^a-zA-Z0-9\\x0a]';
  });
  return new RegExp(`\\x0a${name.join('')}\\x0a`);
}

/**
 * The values of the constants that `edge/settings.d.ts` declares. `ring` is the key ring of an
 * embedded build.
 */
export function edgeSettings(config: ResolvedConfig, ring = ''): Record<string, unknown> {
  const login = loginSettings(config);
  return {
    COOKIE_NAME: config.cookieName,
    IS_COOKIE_NAME_INHERITED: config.cookieName in {},
    ...login,
    HAS_PUBLIC_PATHS: config.publicPaths.length > 0,
    PUBLIC_PATHS: config.publicPaths,
    HAS_BACKEND_PATHS: config.backendPaths.length > 0,
    BACKEND_PATHS: config.backendPaths,
    HAS_FILE_EXTENSIONS: config.fileExtensions !== false,
    FILE_EXTENSIONS: (config.fileExtensions || []).map((extension) => extension.toLowerCase()),
    PASS_PREFLIGHT: config.preflight === 'pass',
    ALWAYS_REDIRECT: config.unauthenticated === 'redirect',
    LOOP_GUARD: config.loopGuard,
    CLOCK_TOLERANCE: config.clockTolerance,
    REVOCATION: config.revocation || hasHooks(config),
    CUT_OFFS: config.revocation,
    LOG_REASON: config.logReason,
    HAS_BEFORE: config.before !== false,
    HAS_AFTER: config.after !== false,
    SPA_FALLBACK: config.spaFallback || '',
    IDENTITY_HEADER: (config.identityHeader || '').toLowerCase(),
    IDENTITY_SPELLINGS: identitySpellings(config),
    HAS_RAW_QUERY: config.runtime === 'cloudfront-js-2.0',
    BYTE_STRINGS: config.runtime === 'cloudfront-js-1.0',
    EMBEDDED_SECRETS: splitRing(ring),
    ...pageSettings(config.loopPage, login.LOGIN_WITH_NEXT),
  };
}

function loginSettings({ loginPath, nextParam }: ResolvedConfig) {
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
