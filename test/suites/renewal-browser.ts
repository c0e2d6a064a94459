import type { EventValue, FunctionResponse } from '../../build/platform/event.js';
import type { Sandbox } from '../../build/runtime/sandbox.js';
import { viewerRequest } from '../fakes/event.js';
import { ask } from './renewal-client.js';

/** The result of a navigation, with every redirect before it. */
export interface Journey {
  readonly status: number;
  readonly body: string;
  readonly redirects: readonly ('edge' | 'backend')[];
}

interface Site {
  readonly edge: Sandbox;
  /** The backend's URL. It serves the paths below `backendPath`; all others are files. */
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

// Browsers stop after about 20 redirects; the edge has to end a loop earlier.
const MAX_REDIRECTS = 40;

/** Opens a page as a browser does: keeps cookies and follows redirects. */
export async function open(site: Site, path: string, jar: Map<string, string>): Promise<Journey> {
  const redirects: Journey['redirects'][number][] = [];
  let target = path;
  while (redirects.length < MAX_REDIRECTS) {
    const step = await request(site, target, jar);
    for (const cookie of step.cookies) {
      storeCookie(jar, cookie);
    }
    if (step.location === undefined) {
      return { status: step.status, body: step.body, redirects };
    }
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
  if ('statusCode' in output) {
    return toStep(output);
  }
  if (!pathname.startsWith(site.backendPath)) {
    return { from: 'edge', status: 200, location: undefined, cookies: [], body: output.uri };
  }
  const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
  const answer = await ask(`${site.backend}${target}`, { headers: { cookie } });
  const { status, cookies } = answer;
  const location = answer.header('location');
  return { from: 'backend', status, location, cookies, body: await answer.body() };
}

function toStep({ statusCode, headers, cookies = {}, body }: FunctionResponse): Step {
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

function storeCookie(jar: Map<string, string>, setCookie: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
  if (/; Max-Age=0(?:;|$)/.test(setCookie)) {
    jar.delete(name!);
  } else {
    jar.set(name!, value!);
  }
}
