import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { EventValue, FunctionOutput, FunctionRequest } from '../../platform/event.js';
import type { EdgeVector } from '../edge-vectors.js';
import { createEvent, PROBE_SECRET, removeForgedHeaders } from './request.js';

/** One request to the function, and a check of the output. */
export interface Probe extends Pick<EdgeVector, 'secret' | 'store' | 'event' | 'rawQuery'> {
  readonly title: string;
  readonly check: OutputCheck;
}

/** The problem of an output; undefined if there is none. The text contains no values. */
export type OutputCheck = (output: FunctionOutput) => string | undefined;

/**
 * Creates a probe. If the request has a query, it is `a=b`. A `secret` of null means that the store
 * has none.
 */
export function createProbe(
  title: string,
  request: FunctionRequest,
  check: OutputCheck,
  secret: string | null = PROBE_SECRET,
): Probe {
  return {
    title,
    secret,
    event: createEvent(request),
    rawQuery: 'a' in request.querystring ? 'a=b' : null,
    check,
  };
}

/**
 * Checks that the request goes on unchanged, but without the copies of the identity header that the
 * viewer sent.
 */
export function passesThrough(
  config: ResolvedConfig,
  request: FunctionRequest,
  { uri = request.uri, added = {} }: { uri?: string; added?: Record<string, EventValue> } = {},
): OutputCheck {
  const headers = { ...removeForgedHeaders(config, request.headers), ...added };
  const expected = { ...request, uri, headers };
  return (output) => {
    if (!('uri' in output)) {
      return 'is refused';
    }
    if (output.uri !== uri) {
      return 'goes on to another path';
    }
    return isDeepStrictEqual(output, expected) ? undefined : 'goes on changed';
  };
}

/** The parts of a refusal that are checked; a part that is left out may be anything. */
export interface ExpectedRefusal {
  readonly status: number;
  readonly reason: string;
  readonly location?: string;
  /** The value of the loop guard's cookie; null if the cookie must not be set. */
  readonly bounceCount?: string | null;
  /** The member `login` of the JSON body. */
  readonly login?: string;
  /** The name of the token's cookie, if the response has to remove it. */
  readonly tokenCookie?: string;
}

/** Checks that the request is refused in the expected way. */
export function refusesWith({
  status,
  reason,
  location,
  bounceCount,
  login,
  tokenCookie,
}: ExpectedRefusal): OutputCheck {
  return (output) => {
    if ('uri' in output) {
      return 'is not refused';
    }
    const { statusCode, headers = {}, cookies = {}, body } = output;
    if (statusCode !== status) {
      return `is not answered with ${status}`;
    }
    if (headers['x-spa-auth-reason']?.value !== reason) {
      return 'is refused with another reason';
    }
    if (headers['cache-control']?.value !== 'no-store') {
      return 'is refused with a response that can be cached';
    }
    if (location !== undefined && headers.location?.value !== location) {
      return 'is redirected to another location';
    }
    if (
      bounceCount !== undefined &&
      (cookies['pocket-spa-bounce']?.value ?? null) !== bounceCount
    ) {
      return 'is refused with another count of redirects';
    }
    if (login !== undefined && parseLogin(body) !== login) {
      return 'is refused with another login path in the body';
    }
    if (tokenCookie !== undefined && !/^Max-Age=0;/.test(cookies[tokenCookie]?.attributes ?? '')) {
      return 'is refused without removing the cookie of the token';
    }
    return undefined;
  };
}

function parseLogin(body: unknown): unknown {
  try {
    return (JSON.parse(String(body)) as { login?: unknown } | null)?.login;
  } catch {
    return undefined;
  }
}
