import type { CookieReason } from '../cookie.js';
import { describeKind, typeError } from '../errors.js';
import { warnOnce } from './warnings.js';

/** The adapter that decided: the last part of the subpath from which it was imported. */
export type AdapterName = 'fastify' | 'fetch' | 'hono' | 'koa' | 'lambda' | 'node';

/**
 * What was decided. A guard decides:
 *
 * - `admitted`: the request has a valid token.
 * - `refused`: the answer is 401 with the reason.
 *
 * The renewing middleware decides:
 *
 * - `issued`: a logged-in user without a valid token gets one. The reason says what was wrong.
 * - `renewed`: a valid token is replaced, because it ends soon, names another user or outlives its
 *   session.
 * - `kept`: a valid token stays.
 * - `cleared`: nobody is logged in, so the token is cleared. The reason says what was wrong with
 *   it; none: it was valid.
 * - `skipped`: nothing is done. The reason is `missing` (nobody is logged in, and there is no
 *   token), `not_configured` (there is no secret), or none (`shouldIssue` said no).
 */
export type SpaOutcome =
  | 'admitted'
  | 'refused'
  | 'issued'
  | 'renewed'
  | 'kept'
  | 'cleared'
  | 'skipped';

/** One decision of an adapter. It never holds a token. */
export interface SpaDecision {
  readonly outcome: SpaOutcome;
  /** Why no token of the request was accepted (SPEC 3); undefined if one was, or none was read. */
  readonly reason: CookieReason | 'not_configured' | undefined;
  readonly adapter: AdapterName;
  /**
   * With `reportUserId` only: the user of the verified token, or whom the session names. Never a
   * user id that only an unverified token names.
   */
  readonly userId?: string | undefined;
}

/** How an adapter tells what it decides. */
export interface DecisionOptions {
  /**
   * Called once for each decision, for logs and metrics. The answer does not wait for a promise
   * that it returns. An error of the hook changes no answer and is no unhandled rejection: it is
   * dropped, with one warning for the process, `WARN_SPA_AUTH_ON_DECISION`. A request that ends in
   * an error has no decision.
   */
  onDecision?: ((decision: SpaDecision) => unknown) | undefined;
  /** Whether decisions name the user. Default: false. */
  reportUserId?: boolean | undefined;
}

/** Tells the owner's hook. `userId` is dropped unless it is asked for. */
export type Report = (
  outcome: SpaOutcome,
  reason: SpaDecision['reason'],
  userId?: string | null,
) => void;

/** Checks the options. Undefined without a hook, so that a request costs nothing more. */
export function createReport(
  { onDecision, reportUserId = false }: DecisionOptions,
  adapter: AdapterName,
): Report | undefined {
  if (onDecision !== undefined && typeof onDecision !== 'function') {
    throw wrongType('onDecision', onDecision, 'Give a function, or leave it out.');
  }
  if (typeof reportUserId !== 'boolean') {
    throw wrongType('reportUserId', reportUserId, 'Give true or false.');
  }
  return (
    onDecision &&
    ((outcome, reason, userId) => {
      const decision = { outcome, reason, adapter };
      void call(onDecision, reportUserId ? { ...decision, userId: userId ?? undefined } : decision);
    })
  );
}

// Up to the first `await` the hook runs at once, before the answer is written.
async function call(
  onDecision: (decision: SpaDecision) => unknown,
  decision: SpaDecision,
): Promise<void> {
  try {
    await onDecision(decision);
  } catch {
    warnOnce(
      'WARN_SPA_AUTH_ON_DECISION',
      'onDecision has thrown an error or rejected. No answer is affected. This is said once: ' +
        'catch errors in the hook to see them.',
    );
  }
}

function wrongType(name: string, value: unknown, remedy: string) {
  return typeError(
    'ERR_SPA_AUTH_OPTIONS',
    `The option "${name}" is ${describeKind(value)}. ${remedy}`,
  );
}
