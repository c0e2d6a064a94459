import { tellTabs } from './tabs.js';

/** Options of `logout`: those of `fetch`, such as `headers` with a token against CSRF, and `to`. */
export interface LogoutOptions extends RequestInit {
  /** Where this tab goes afterwards. Default: `"/"`. */
  readonly to?: string | undefined;
}

/**
 * Logs out with a POST to `url`, tells the other tabs, and leaves this page. The other tabs that
 * have called `createAuthFetch` ask their session and go to the login.
 *
 * Gives the answer. If it is an error other than 401, nobody is told and the page stays.
 *
 * @throws TypeError if the request fails, as `fetch` does.
 * @example
 * ```ts
 * import { logout } from 'pocket-spa-auth/browser';
 *
 * const onClick = () => logout('/api/auth/logout');
 * typeof onClick; // => "function"
 * ```
 */
export async function logout(url: string, options: LogoutOptions = {}): Promise<Response> {
  const { to = '/', ...init } = options;
  // A redirect is for a form: `fetch` would load that page in vain. Its status is 0 here.
  const response = await fetch(url, { method: 'POST', redirect: 'manual', ...init });
  if (response.status < 400 || response.status === 401) {
    tellTabs('logout');
    location.assign(to);
  }
  return response;
}
