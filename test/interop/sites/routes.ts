import { generateToken } from '../../../signer/index.js';
import { AGE, NOW, SECRET } from '../world.js';

/** What each site signs with. */
export const SIGN = { secret: SECRET, now: NOW, maxAge: AGE };

/**
 * The pages of each site. `own` writes and `ownOut` removes the cookie by the framework's means, `ours` and `oursOut` by
 * spaLogin and spaLogout; the first of each pair takes `?user=`.
 */
export const PAGES = { own: '/own', ownOut: '/own-out', ours: '/ours', oursOut: '/ours-out' };

/** The token that a framework's own means have to carry. */
export function tokenOf(user: unknown): string {
  return generateToken(String(user), SIGN);
}
