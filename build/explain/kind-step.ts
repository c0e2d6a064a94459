import type { ResolvedConfig } from '../config/edge-config.js';
import type { FunctionRequest } from '../platform/event.js';
import type { ViewerRequest } from '../preview/http.js';
import type { FunctionResult } from '../preview/viewer-request.js';
import type { Step } from './explanation.js';
import { step } from './path-steps.js';
import type { Trace } from './trace.js';
import { quote } from './words.js';

/** Runs the built function on a request. */
export type Run = (request: ViewerRequest) => Promise<FunctionResult>;

// What may tell a page from a fetch, and a value of it that tells a page; undefined: to be absent.
const TELLING: Readonly<Record<string, string | undefined>> = {
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-purpose': undefined,
  accept: 'text/html',
  'x-requested-with': undefined,
  'sec-websocket-key': undefined,
};

/**
 * Tells whether a refused request is taken for a page or for a fetch, and why. The function itself
 * is asked: it runs again with one header after the other as a page has it.
 */
export async function describeKind(
  trace: Trace,
  { unauthenticated }: ResolvedConfig,
  request: ViewerRequest,
  status: number,
  run: Run,
): Promise<Step> {
  if (unauthenticated === 'redirect') {
    return step(
      'kind',
      'any',
      'not looked at: every refusal is a redirect (unauthenticated: "redirect")',
    );
  }
  const sent = Object.keys(TELLING).filter(
    (name) => trace.names.includes(name) && request.event.request.headers[name]?.value,
  );
  if (status !== 401) {
    const why = sent.length === 0 ? 'no header shows a script' : describeHeaders(request, sent);
    return step('kind', 'page', `a page: ${why}`);
  }
  const causes = await findCauses(request, sent, run);
  const why = causes.map((cause) => describeCause(request, cause)).join(', ');
  return step('kind', 'fetch', `no page, so it gets a 401: ${why}`);
}

/**
 * Finds what makes the request no page: each thing that would make it one if it alone were as a
 * page has it; otherwise the shortest beginning of the list that would.
 */
async function findCauses(request: ViewerRequest, sent: string[], run: Run): Promise<string[]> {
  const isMethod = !/^(?:GET|HEAD)$/.test(request.event.request.method);
  const all = isMethod ? [...sent, 'method'] : sent;
  const single: string[] = [];
  for (const cause of all) {
    if (await isPageWith(request, [cause], run)) {
      single.push(cause);
    }
  }
  if (single.length > 0) {
    return single;
  }
  for (let length = 2; length < all.length; length++) {
    if (await isPageWith(request, all.slice(0, length), run)) {
      return all.slice(0, length);
    }
  }
  return all;
}

async function isPageWith(request: ViewerRequest, causes: string[], run: Run): Promise<boolean> {
  const { event } = request;
  const { headers } = event.request;
  const changes = causes.map((name) => [name, TELLING[name]] as const);
  const others = Object.entries(headers).filter(([name]) => !causes.includes(name));
  const added = changes.flatMap(([name, value]) => (value ? [[name, { value }] as const] : []));
  const method = causes.includes('method') ? 'GET' : event.request.method;
  const changed: FunctionRequest = {
    ...event.request,
    method,
    headers: Object.fromEntries([...others, ...added]),
  };
  const result = await run({ ...request, event: { ...event, request: changed } });
  return result.kind === 'response' && result.response.statusCode !== 401;
}

function describeHeaders(request: ViewerRequest, names: readonly string[]): string {
  return names.map((name) => describeCause(request, name)).join(', ');
}

function describeCause({ event }: ViewerRequest, cause: string): string {
  if (cause === 'method') {
    return `the method is ${event.request.method}`;
  }
  return cause === 'sec-websocket-key'
    ? 'sec-websocket-key is there'
    : `${cause} is ${quote(event.request.headers[cause]?.value ?? '', 60)}`;
}
