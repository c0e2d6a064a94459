import { randomBytes } from 'node:crypto';
import { generateToken } from '../../../signer/index.js';
import { findProtectedFolder } from '../../compile/probes/expected.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { ConfigError } from '../../host/errors.js';
import type { ViewerRequestEvent } from '../../platform/event.js';

/** A page request to a protected path, with the token as the cookie if one is given. */
export function createPageRequest(config: ResolvedConfig, token?: string): ViewerRequestEvent {
  const folder = findProtectedFolder(config);
  if (folder === undefined) {
    const text = 'leaves no protected path to ask for; shorten it';
    throw new ConfigError('configuration', [{ path: 'publicPaths', text }]);
  }
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '192.0.2.1' },
    request: {
      method: 'GET',
      uri: `${folder}page`,
      querystring: {},
      headers: { host: { value: 'site.example' }, accept: { value: 'text/html' } },
      cookies: token === undefined ? {} : { [config.cookieName]: { value: token } },
    },
  };
}

// CloudTrail may record the event of a TestFunction call. So a test token is nobody's, and expires
// after 10 minutes.
const TEST_USER = 'pocket-spa-auth-test';
const TEST_MAX_AGE = 600;

/** Signs a token for a test; `now` is in Unix seconds. */
export function signTestToken(secret: string, now: number, user = TEST_USER): string {
  return generateToken(user, { secret, now, maxAge: TEST_MAX_AGE });
}

/** A new user id for each run, so that no user's cut-off in the KeyValueStore applies to it. */
export function createTestUser(command: 'test' | 'doctor'): string {
  return `pocket-spa-auth-${command}-${randomBytes(4).toString('hex')}`;
}
