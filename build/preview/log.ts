import { escapeForTerminal } from '../host/format.js';
import type { FunctionResult } from './viewer-request.js';

/** The outcome of one request. */
export interface RequestRecord {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  /** The status of the response; 0 if the viewer disconnected before it. */
  readonly status: number;
  readonly verdict: Verdict;
  /** The reason that the function gave, or the fault; empty if there is neither. */
  readonly reason: string;
  /** The run time of the function; null if it did not run or the time is not known. */
  readonly microseconds: number | null;
}

/**
 * `answer`: a hook answers with a status below 300. `ungated`: the function does not run for this
 * path. `fault`: CloudFront would fail the request.
 */
export type Verdict = 'pass' | 'redirect' | 'refuse' | 'answer' | 'fault' | 'ungated';

/** What is said about the result of the function. The reason of a fault is its problem. */
export function toVerdict(result: FunctionResult): {
  verdict: Exclude<Verdict, 'ungated'>;
  reason: string;
} {
  if (result.kind === 'request') {
    return { verdict: 'pass', reason: '' };
  }
  if (result.kind === 'fault') {
    return { verdict: 'fault', reason: result.problem };
  }
  const { statusCode, headers = {} } = result.response;
  const reason = headers['x-spa-auth-reason']?.value ?? '';
  return {
    verdict: statusCode < 300 ? 'answer' : statusCode < 400 ? 'redirect' : 'refuse',
    // Another function's text stays out of the log.
    reason: /^[a-z_]{1,32}$/.test(reason) ? reason : '',
  };
}

/** The status that the function answers with; 0 if the request goes on. */
export function toStatus(result: FunctionResult): number {
  if (result.kind === 'request') {
    return 0;
  }
  return result.kind === 'response' ? result.response.statusCode : result.status;
}

const PATH_WIDTH = 48;

/** Formats one line for a terminal: method, path, status, verdict and reason, microseconds. */
export function formatRequest(record: RequestRecord): string {
  const { method, path, status, verdict, reason, microseconds } = record;
  const outcome = reason ? `${verdict} (${escapeForTerminal(reason)})` : verdict;
  const columns = [
    escapeForTerminal(method).slice(0, 7).padEnd(7),
    shorten(escapeForTerminal(path)).padEnd(PATH_WIDTH),
    String(status),
    outcome.padEnd(24),
    microseconds === null ? '' : `${microseconds} µs`.padStart(9),
  ];
  return columns.join(' ').trimEnd();
}

function shorten(path: string): string {
  const tail = 12;
  if (path.length <= PATH_WIDTH) {
    return path;
  }
  return `${path.slice(0, PATH_WIDTH - tail - 1)}…${path.slice(-tail)}`;
}
