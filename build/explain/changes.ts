import type { ViewerRequest } from '../preview/http.js';
import type { Variation } from '../preview/inspector/variation.js';
import { toStatus } from '../preview/log.js';
import type { FunctionResult } from '../preview/viewer-request.js';
import { describeAnswer, readVerdict } from './answer.js';
import type { Change } from './explanation.js';
import type { Run } from './kind-step.js';

/** What to do about each reason (SPEC 3). */
export const ADVICE: Readonly<Record<string, string>> = {
  missing:
    'log in; if that was done, see in the browser why the cookie is not sent: its Domain, Path, Secure and SameSite, or another cookieName',
  malformed:
    'write the cookie with spaLogin or loginCookieValue, and log in again; if the cookie is another one of the same name, choose another cookieName',
  expired:
    'log in again; if that was just done, compare the clocks, and look at maxAge and at an older cookie of the name on another Path or Domain',
  bad_signature:
    'give the backend and the edge the same ring: the secret that signed is none of those given here',
  revoked: 'log in again; the session of the backend must be a new one too',
  not_configured: 'put a usable ring into the KeyValueStore under token_secret: see status',
};

interface Trial extends Variation {
  readonly text: string;
}

const VALID: Trial = { cookie: 'valid', text: 'with a valid token' };
const PAGE: Trial = { kind: 'page', text: 'as a page' };
const FETCH: Trial = { kind: 'fetch', text: 'as a fetch' };
const NONE: Trial = { cookie: 'none', text: 'without the cookie' };
const EXPIRED: Trial = { cookie: 'expired', text: 'once the token has expired' };
const FORGED: Trial = { cookie: 'forged', text: 'if the signature is wrong' };
const RIGHT: Trial = { cookie: 'valid', text: 'if the signature is right' };

/** Runs the function on requests that differ in one respect, and lists the answers that differ. */
export async function findChanges(
  result: FunctionResult | 'unknown',
  run: Run,
  vary: (variation: Variation) => ViewerRequest,
): Promise<Change[]> {
  const changes: Change[] = [];
  const told = result === 'unknown' ? '' : describeAnswer(result);
  for (const { text, ...variation } of chooseTrials(result)) {
    const other = await run(vary(variation));
    const answer = describeAnswer(other);
    if (answer !== told) {
      const [[respect, value] = []] = Object.entries(variation);
      changes.push({
        change: `${respect}: ${value}`,
        ...readVerdict(other),
        status: toStatus(other),
        text: `${text}: ${answer}`,
      });
    }
  }
  return changes;
}

function chooseTrials(result: FunctionResult | 'unknown'): Trial[] {
  if (result === 'unknown') {
    return [RIGHT, FORGED];
  }
  if (result.kind === 'request') {
    return [NONE, EXPIRED];
  }
  return [VALID, toStatus(result) === 401 ? PAGE : FETCH];
}
