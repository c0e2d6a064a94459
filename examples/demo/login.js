import { createAccounts } from './accounts.js';
import { createThrottle } from './throttle.js';

/**
 * Returns a function that checks a login form. Its result is the `userId` if the password is right.
 * Otherwise it is a status, headers, and for the login page the account and the problem.
 */
export async function createLogin({ passwords, now }) {
  const accounts = await createAccounts(passwords);
  const throttle = createThrottle(now);

  return async ({ account, password, address }) => {
    const name = text(account);
    const key = JSON.stringify([name, address]);
    const wait = throttle.wait(key);
    if (wait > 0) {
      const problem = 'Too many attempts. Please wait a minute.';
      return { status: 429, headers: { 'retry-after': String(wait) }, account: name, problem };
    }
    // The failure is counted before the password is checked. Otherwise concurrent attempts would
    // not be counted in time.
    throttle.failed(key);
    if (!(await accounts.accepts(name, text(password)))) {
      const problem = 'The account or the password is wrong.';
      return { status: 401, headers: {}, account: name, problem };
    }
    throttle.succeeded(key);
    return { userId: name };
  };
}

/**
 * Form parsers return a list for a field that occurs twice, and undefined for a missing one. Both
 * count as empty.
 */
function text(field) {
  return typeof field === 'string' ? field : '';
}
