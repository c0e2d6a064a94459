import type { IncomingMessage } from 'node:http';
import type { FunctionRequest, FunctionResponse } from '../platform/event.js';
import { validateOutput } from '../platform/output.js';
import type { Sandbox } from '../runtime/sandbox.js';
import { toEvent } from './http.js';

/** What became of a request at the function. */
export type FunctionResult =
  | { readonly kind: 'request'; readonly request: FunctionRequest; readonly target: string }
  | { readonly kind: 'response'; readonly response: FunctionResponse }
  | { readonly kind: 'fault'; readonly status: 502 | 503; readonly problem: string };

/** A passage, and how long the function ran. */
export interface TimedResult {
  readonly passage: FunctionResult;
  readonly microseconds: number | null;
}

/** Runs the function on a request as CloudFront does, and holds its output to the platform's rules. */
export async function runViewerRequest(
  sandbox: Sandbox,
  hasRawQuery: boolean,
  request: IncomingMessage,
): Promise<TimedResult> {
  const { event, rawQuery } = toEvent(request);
  try {
    const { output, microseconds } = await sandbox.run(event, hasRawQuery ? rawQuery : undefined);
    const passage = validateOutput(output, event.request);
    if (passage.kind !== 'request') {
      return { passage, microseconds };
    }
    const target = targetOf(passage.request, event.request, rawQuery);
    return { passage: { ...passage, target }, microseconds };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'failed';
    return { passage: { kind: 'fault', status: 503, problem }, microseconds: null };
  }
}

// Rebuilding a query loses its spelling (`a` and `a=` are one to the event), so one that is unchanged stays as sent.
function targetOf(
  output: FunctionRequest,
  given: FunctionRequest,
  rawQuery: string | null,
): string {
  const unchanged = JSON.stringify(output.querystring) === JSON.stringify(given.querystring);
  const query = unchanged ? rawQuery : rebuilt(output.querystring);
  return query === null || query === '' ? output.uri : `${output.uri}?${query}`;
}

function rebuilt(querystring: FunctionRequest['querystring']): string {
  return Object.entries(querystring)
    .flatMap(([name, { value, multiValue = [{ value }] }]) =>
      multiValue.map((entry) => (entry.value === '' ? name : `${name}=${entry.value}`)),
    )
    .join('&');
}
