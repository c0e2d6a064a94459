import { createAccounts } from './accounts.js';
import { createThrottle } from './throttle.js';

/**
 * Gives the judge of login forms. Its answer has the `userId` where all is right; otherwise a status, headers, and for the login page
 * the account as typed and the problem.
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
    // Counted before the password is checked, or many attempts at once would all be let through.
    throttle.failed(key);
    if (!(await accounts.accepts(name, text(password)))) {
      const problem = 'The account or the password is wrong.';
      return { status: 401, headers: {}, account: name, problem };
    }
    throttle.succeeded(key);
    return { userId: name };
  };
}

/** A field that comes twice, or not at all, is no text: parsers of forms then give a list, or nothing. */
function text(field) {
  return typeof field === 'string' ? field : '';
}
