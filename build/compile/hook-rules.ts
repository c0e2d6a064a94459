import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../config/edge-config.js';
import type { HookName } from '../config/hooks.js';
import type { FunctionOutput, FunctionRequest, ViewerRequestEvent } from '../platform/event.js';
import { validateOutput } from '../platform/function-output.js';
import { refusalReason } from './edge-vectors.js';

// What a hook may make of the answer of the function without it (SPEC 5.7). No text contains a
// value of a request.

export interface HookVerdict {
  /** `opens`: it would let somebody in, or end a request without the check. */
  readonly problem?: { readonly text: string; readonly opens: boolean };
  /** What the owner should know of. */
  readonly note?: string;
}

/** Judges the answer of a function with `before`. */
export function findBeforeProblem(without: FunctionOutput, output: FunctionOutput): HookVerdict {
  if (isFailure(output)) {
    return failure('before throws, or returns neither undefined nor a response');
  }
  if ('uri' in output) {
    return opening('uri' in without ? 'before changes the request' : 'before lets it go on');
  }
  const { statusCode, headers } = output;
  if ('uri' in without || (statusCode >= 300 && statusCode < 400 && headers?.location)) {
    return checkAnswer('before', output);
  }
  if (statusCode < 400) {
    return opening(
      `before answers it with ${statusCode}; without a token only a redirect is allowed, or an error`,
    );
  }
  const found = checkAnswer('before', output);
  return found.problem
    ? found
    : { note: `before answers requests without a token with ${statusCode} instead of a redirect` };
}

/** Judges the answer of a function with `after`. */
export function findAfterProblem(
  without: FunctionOutput,
  output: FunctionOutput,
  { identityHeader }: ResolvedConfig,
): HookVerdict {
  if (!('uri' in without)) {
    return opening('after changes a refusal');
  }
  if (isFailure(output)) {
    return failure(
      'after throws, or returns neither undefined nor a response nor a request whose uri begins with "/"',
    );
  }
  const isForged =
    'uri' in output &&
    identityHeader !== false &&
    !isDeepStrictEqual(output.headers?.[identityHeader], without.headers[identityHeader]);
  return isForged
    ? opening('after changes the identity header')
    : checkAnswer('after', output, without);
}

/**
 * Judges an answer that is not the one of a function without hooks. Undefined if no hook of the
 * configuration can have given it: every refusal of the function itself has a reason.
 */
export function judgeHooks(
  without: FunctionOutput,
  output: FunctionOutput,
  config: ResolvedConfig,
): HookVerdict | undefined {
  const wasAllowed = 'uri' in without;
  if ('uri' in output ? !wasAllowed : output.headers?.['x-spa-auth-reason'] !== undefined) {
    return undefined;
  }
  if (wasAllowed && config.after !== false) {
    return findAfterProblem(without, output, config);
  }
  return config.before !== false && !('uri' in output)
    ? findBeforeProblem(without, output)
    : undefined;
}

/** Checks an answer by CloudFront's rules. */
function checkAnswer(
  hook: string,
  output: FunctionOutput,
  without: FunctionOutput = output,
): HookVerdict {
  const given = 'uri' in without ? { ...NO_REQUEST, ...without } : NO_REQUEST;
  const verdict = validateOutput(output, given);
  return verdict.kind === 'fault' ? failure(`${hook} ${verdict.problem}`) : {};
}

const NO_REQUEST: FunctionRequest = {
  method: 'GET',
  uri: '/',
  querystring: {},
  headers: {},
  cookies: {},
};

function isFailure(output: FunctionOutput): boolean {
  return (
    !('uri' in output) && output.statusCode === 503 && refusalReason(output) === 'not_configured'
  );
}

function failure(text: string): HookVerdict {
  return { problem: { text, opens: false } };
}

function opening(text: string): HookVerdict {
  return { problem: { text, opens: true } };
}

/**
 * Whether a hook may have given this answer: a refusal of the function itself has a reason. Only
 * `after` proves that the token was accepted.
 */
export function isHookAnswer(
  output: FunctionOutput | undefined,
  config: ResolvedConfig,
  hook: HookName,
): boolean {
  return (
    config[hook] !== false &&
    output !== undefined &&
    !('uri' in output) &&
    output.headers?.['x-spa-auth-reason'] === undefined
  );
}

/** The host that a hook redirects to, if it is another one than that of the request. */
export function otherHost(
  { request }: ViewerRequestEvent,
  output: FunctionOutput | undefined,
): string | undefined {
  if (!output || 'uri' in output || output.headers?.['x-spa-auth-reason']) {
    return undefined;
  }
  const location = output.headers?.location?.value ?? '';
  const host = URL.canParse(location) ? new URL(location).host : '';
  return host !== '' && host !== request.headers?.host?.value ? host : undefined;
}

export function withHost(event: ViewerRequestEvent, host: string): ViewerRequestEvent {
  const headers = { ...event.request.headers, host: { value: host } };
  return { ...event, request: { ...event.request, headers } };
}
