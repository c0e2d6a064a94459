import type { FunctionRequest, FunctionResponse } from '../platform/event.js';
import { toVerdict } from '../preview/log.js';
import type { FunctionResult } from '../preview/viewer-request.js';
import type { Answer, Verdict } from './explanation.js';
import { quote } from './words.js';

/** The answer of the function, without the values of its cookies and of its own headers. */
export function summarizeAnswer(result: FunctionResult, sent: FunctionRequest): Answer {
  if (result.kind === 'request') {
    const before = sent.headers;
    const after = result.request.headers;
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const headersChanged = names.filter((name) => before[name]?.value !== after[name]?.value);
    return { kind: 'request', target: result.target, headersChanged };
  }
  if (result.kind === 'fault') {
    return { kind: 'fault', status: result.status, problem: result.problem };
  }
  const { statusCode, headers = {}, cookies = {} } = result.response;
  return {
    kind: 'response',
    status: statusCode,
    location: headers.location?.value ?? '',
    headers: Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value])),
    cookies: Object.keys(cookies),
    bodyBytes: bodyBytes(result.response),
  };
}

/** The verdict and the reason code of an answer; a fault has no code. */
export function readVerdict(result: FunctionResult): {
  verdict: Exclude<Verdict, 'unknown'>;
  reason: string;
} {
  const { verdict, reason } = toVerdict(result);
  return { verdict, reason: verdict === 'fault' ? '' : reason };
}

/** An answer in one line. */
export function describeAnswer(result: FunctionResult): string {
  if (result.kind === 'request') {
    return `goes on to the origin as ${result.request.method} ${quote(result.target, 200)}`;
  }
  if (result.kind === 'fault') {
    return `CloudFront answers ${result.status}: the function ${result.problem}`;
  }
  const { statusCode, headers = {} } = result.response;
  const location = headers.location?.value;
  const { reason } = readVerdict(result);
  const to = location === undefined ? '' : ` to ${quote(location, 200)}`;
  return `${statusCode}${to}${reason ? ` (${reason})` : ''}`;
}

function bodyBytes({ body = '' }: FunctionResponse): number {
  return typeof body === 'string'
    ? Buffer.byteLength(body)
    : Buffer.byteLength(body.data, body.encoding === 'base64' ? 'base64' : 'utf8');
}
