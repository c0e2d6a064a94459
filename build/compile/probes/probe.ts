import { isDeepStrictEqual } from 'node:util';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { EventValue, FunctionOutput, FunctionRequest } from '../../platform/event.js';
import type { EdgeVector } from '../edge-vectors.js';
import { PROBE_SECRET, withoutForgedHeaders } from './request.js';

/** One request, and what has to come of it. */
export interface Probe extends Pick<EdgeVector, 'secret' | 'store' | 'event' | 'rawQuery'> {
  readonly what: string;
  /** What is wrong with the output, or nothing. Values stay out of it. */
  readonly judge: OutputCheck;
}

export type OutputCheck = (output: FunctionOutput) => string | undefined;

/** The query is `a=b` or empty. The secret is there unless it is said to be missing. */
export function probe(
  what: string,
  request: FunctionRequest,
  judge: OutputCheck,
  secret: string | null = PROBE_SECRET,
): Probe {
  return {
    what,
    secret,
    event: {
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip: '192.0.2.1' },
      request,
    },
    rawQuery: 'a' in request.querystring ? 'a=b' : null,
    judge,
  };
}

/** The request goes on as it is, less the viewer's copies of the identity header. */
export function passesThrough(
  config: ResolvedConfig,
  request: FunctionRequest,
  { uri = request.uri, added = {} }: { uri?: string; added?: Record<string, EventValue> } = {},
): OutputCheck {
  const headers = { ...withoutForgedHeaders(config, request.headers), ...added };
  const expected = { ...request, uri, headers };
  return (output) => {
    if (!('uri' in output)) {
      return 'does not go on';
    }
    if (output.uri !== uri) {
      return 'goes on to another path';
    }
    return isDeepStrictEqual(output, expected) ? undefined : 'goes on changed';
  };
}

/** What a refusal has to be like; what is left out may be anything. */
export interface ExpectedRefusal {
  readonly status: number;
  readonly reason: string;
  readonly location?: string;
  /** Value of the loop guard's cookie; null where it must not be set. */
  readonly bounces?: string | null;
  /** `login` of the JSON body. */
  readonly login?: string;
}

export function refusesWith({
  status,
  reason,
  location,
  bounces,
  login,
}: ExpectedRefusal): OutputCheck {
  return (output) => {
    if ('uri' in output) {
      return 'is let in';
    }
    const { statusCode, headers = {}, cookies = {}, body } = output;
    if (statusCode !== status) {
      return `is not answered with ${status}`;
    }
    if (headers['x-spa-auth-reason']?.value !== reason) {
      return 'another reason';
    }
    if (headers['cache-control']?.value !== 'no-store') {
      return 'can be cached';
    }
    if (location !== undefined && headers.location?.value !== location) {
      return 'another location';
    }
    if (bounces !== undefined && (cookies['pocket-spa-bounce']?.value ?? null) !== bounces) {
      return 'another count of redirects';
    }
    if (login !== undefined && loginIn(body) !== login) {
      return 'another login path in its body';
    }
    return undefined;
  };
}

function loginIn(body: unknown): unknown {
  try {
    return (JSON.parse(String(body)) as { login?: unknown } | null)?.login;
  } catch {
    return undefined;
  }
}
