import type { EventValue, FunctionResponse } from '../../build/preview/event.js';
import type { Sandbox } from '../../build/preview/sandbox.js';
import { viewerRequest } from '../fakes/event.js';
import { ask } from './renewal-client.js';

/** How a navigation ended, and each redirect on the way there. */
export interface Journey {
  readonly status: number;
  readonly body: string;
  readonly redirects: readonly ('edge' | 'backend')[];
}

interface Site {
  readonly edge: Sandbox;
  /** Where the backend listens; it has the paths below `backendPath`, the rest are files. */
  readonly backend: string;
  readonly backendPath: string;
}

interface Step {
  readonly from: 'edge' | 'backend';
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
}

// Browsers give up at about 20; the edge has to end a loop before.
const PATIENCE = 40;

/** Opens a page as a browser does: keeps cookies, follows redirects, and asks nothing. */
export async function open(site: Site, path: string, jar: Map<string, string>): Promise<Journey> {
  const redirects: Journey['redirects'][number][] = [];
  let target = path;
  while (redirects.length < PATIENCE) {
    const step = await request(site, target, jar);
    for (const cookie of step.cookies) keep(jar, cookie);
    if (step.location === undefined) return { status: step.status, body: step.body, redirects };
    redirects.push(step.from);
    target = step.location;
  }
  return { status: 0, body: 'gave up', redirects };
}

async function request(site: Site, target: string, jar: Map<string, string>): Promise<Step> {
  const { pathname, search } = new URL(target, 'https://site.example');
  const event = viewerRequest({
    uri: pathname,
    headers: { host: { value: 'site.example' }, 'sec-fetch-mode': { value: 'navigate' } },
    cookies: Object.fromEntries([...jar].map(([name, value]) => [name, { value }])),
  });
  const output = await site.edge.invoke(event, search.slice(1));
  if ('statusCode' in output) return refused(output);
  if (!pathname.startsWith(site.backendPath)) {
    return { from: 'edge', status: 200, location: undefined, cookies: [], body: output.uri };
  }
  const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
  const answer = await ask(`${site.backend}${target}`, { headers: { cookie } });
  const { status, cookies } = answer;
  const location = answer.header('location');
  return { from: 'backend', status, location, cookies, body: await answer.body() };
}

function refused({ statusCode, headers, cookies = {}, body }: FunctionResponse): Step {
  return {
    from: 'edge',
    status: statusCode,
    location: (headers?.location as EventValue | undefined)?.value,
    cookies: Object.entries(cookies).map(
      ([name, { value, attributes }]) => `${name}=${value}; ${attributes}`,
    ),
    body: typeof body === 'string' ? body : (body?.data ?? ''),
  };
}

function keep(jar: Map<string, string>, setCookie: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
  if (/; Max-Age=0(?:;|$)/.test(setCookie)) jar.delete(name!);
  else jar.set(name!, value!);
}
