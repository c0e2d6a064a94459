import type { FunctionRequest, FunctionResponse, ViewerRequestEvent } from '../platform/event.js';
import { validateOutput } from '../platform/function-output.js';
import type { Sandbox } from '../runtime/sandbox.js';
import type { ViewerRequest } from './http.js';

/**
 * What CloudFront does after the function: it forwards a request to `target`, sends a response, or
 * fails the request.
 */
export type FunctionResult =
  | { readonly kind: 'request'; readonly request: FunctionRequest; readonly target: string }
  | { readonly kind: 'response'; readonly response: FunctionResponse }
  | { readonly kind: 'fault'; readonly status: 502 | 503; readonly problem: string };

/** What the function decided about one request. */
export interface Decision {
  /** The event as it was given to the function. */
  readonly event: ViewerRequestEvent;
  /** The query as the viewer sent it; null if there is none. */
  readonly rawQuery: string | null;
  readonly result: FunctionResult;
  /** The run time of the function; null if it is not known. */
  readonly microseconds: number | null;
}

/**
 * Runs the function for a request as CloudFront does, and checks the output by CloudFront's rules.
 */
export async function runViewerRequest(
  sandbox: Sandbox,
  hasRawQuery: boolean,
  { event, rawQuery }: ViewerRequest,
): Promise<Decision> {
  try {
    const { output, microseconds } = await sandbox.run(event, hasRawQuery ? rawQuery : undefined);
    const result = validateOutput(output, event.request);
    if (result.kind !== 'request') {
      return { event, rawQuery, result, microseconds };
    }
    const target = buildTarget(result.request, event.request, rawQuery);
    return { event, rawQuery, result: { ...result, target }, microseconds };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'failed';
    const result = { kind: 'fault', status: 503, problem } as const;
    return { event, rawQuery, result, microseconds: null };
  }
}

// A rebuilt query may differ from the one that was sent (the event does not distinguish `a` and
// `a=`), so an unchanged query is kept.
function buildTarget(
  output: FunctionRequest,
  sent: FunctionRequest,
  rawQuery: string | null,
): string {
  const isUnchanged = JSON.stringify(output.querystring) === JSON.stringify(sent.querystring);
  const query = isUnchanged ? rawQuery : formatQuery(output.querystring);
  return query === null || query === '' ? output.uri : `${output.uri}?${query}`;
}

function formatQuery(querystring: FunctionRequest['querystring']): string {
  return Object.entries(querystring)
    .flatMap(([name, { value, multiValue = [{ value }] }]) =>
      multiValue.map((entry) => (entry.value === '' ? name : `${name}=${entry.value}`)),
    )
    .join('&');
}
