import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionResponse } from '../platform/event.js';
import { TARGET_LIMIT } from '../platform/limits.js';
import type { Runtime } from '../platform/runtimes.js';
import type { Sandbox } from '../runtime/sandbox.js';
import { splitTarget, toViewerRequest } from './http.js';
import { sendFunctionResponse } from './response.js';
import { type CookieFilter, keepCookies } from './secure-cookies.js';
import { type Notice, sendNotice } from './status-page.js';
import { type Decision, type FunctionResult, runViewerRequest } from './viewer-request.js';

export interface GateOptions {
  readonly runtime: Runtime;
  /** Changes the cookies that are set. Default: none is changed. */
  readonly filterCookies?: CookieFilter | undefined;
  /** Changes the answers of the function. Default: none is changed. */
  readonly rewriteResponse?: ((response: FunctionResponse) => FunctionResponse) | undefined;
  /** Called each time that the function has run, before its decision is carried out. */
  readonly onDecision?: ((decision: Decision) => void) | undefined;
}

/** A request that the function lets through. */
export type PassedRequest = Extract<FunctionResult, { kind: 'request' }>;

/** What came of a request at the gate. Unless it has passed, it has been answered. */
export type Passage =
  | { readonly passed?: PassedRequest; readonly decision: Decision }
  /** CloudFront would not have called the function. */
  | { readonly passed?: undefined; readonly decision?: undefined; readonly problem: Notice };

/** The function in front of something else. */
export interface Gate {
  /** Runs the function for a request, and answers the request if the function does. */
  run(request: IncomingMessage, response: ServerResponse): Promise<Passage>;
}

/** Creates the gate of a built function. */
export function createGate(sandbox: Sandbox, options: GateOptions): Gate {
  const { runtime, onDecision } = options;
  const { filterCookies = keepCookies, rewriteResponse = (response) => response } = options;
  const hasRawQuery = runtime === 'cloudfront-js-2.0';

  return {
    async run(request, response) {
      const problem = findTargetProblem(request.url ?? '');
      if (problem) {
        sendNotice(request, response, problem);
        return { problem };
      }
      const decision = await runViewerRequest(sandbox, hasRawQuery, toViewerRequest(request));
      const { result } = decision;
      onDecision?.(decision);
      if (result.kind === 'request') {
        return { passed: result, decision };
      }
      if (result.kind === 'response') {
        sendFunctionResponse(response, rewriteResponse(result.response), filterCookies);
      } else {
        sendNotice(request, response, {
          status: result.status,
          title: 'The function failed',
          text: 'CloudFront would answer this request with its own error page.',
          facts: { problem: `the function ${result.problem}` },
        });
      }
      return { decision };
    },
  };
}

/** Why CloudFront would not take a request target; undefined if it does. */
export function findTargetProblem(target: string): Notice | undefined {
  if (!splitTarget(target).uri.startsWith('/')) {
    return { status: 400, title: 'No path', text: 'The request names no path.' };
  }
  if (target.length < TARGET_LIMIT) {
    return undefined;
  }
  const text = `CloudFront takes a path and query of fewer than ${TARGET_LIMIT} characters.`;
  return { status: 414, title: 'The URL is too long', text };
}
