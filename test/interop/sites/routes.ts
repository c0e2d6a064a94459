import { generateToken } from '../../../signer/index.js';
import { AGE, NOW, SECRET } from '../constants.js';

/** The options of every site's signer. */
export const SIGN_OPTIONS = { secret: SECRET, now: NOW, maxAge: AGE };

/**
 * The pages of each site. `own` writes and `ownOut` removes the cookie by the framework's means,
 * `ours` and `oursOut` by spaLogin and spaLogout; the first of each pair takes `?user=`.
 */
export const PAGES = { own: '/own', ownOut: '/own-out', ours: '/ours', oursOut: '/ours-out' };

/** Signs the token that a site writes by the framework's own means. */
export function signToken(user: unknown): string {
  return generateToken(String(user), SIGN_OPTIONS);
}
