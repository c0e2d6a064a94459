import type { ResolvedConfig } from './edge-config.js';

/** The defaults of SPEC section 6. */
export const DEFAULTS: ResolvedConfig = Object.freeze({
  runtime: 'cloudfront-js-2.0',
  secret: 'kvs',
  cookieName: 'pocket-spa-token',
  loginPath: '/api/auth/login',
  nextParam: 'next',
  spaFallback: '/index.html',
  publicPaths: Object.freeze([]),
  backendPaths: Object.freeze([]),
  fileExtensions: false,
  unauthenticated: 'auto',
  preflight: 'pass',
  identityHeader: false,
  clockTolerance: 0,
  loopGuard: true,
  loopPage: Object.freeze({}),
  revocation: false,
  logReason: false,
  before: false,
  after: false,
});
