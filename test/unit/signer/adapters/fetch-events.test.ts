import { describe, expect, it } from 'vitest';
import {
  type FetchRequest,
  requireToken,
  withSpaTokenCookie,
} from '../../../../signer/adapters/fetch.js';
import { SECRET, tokenOf } from '../fixtures.js';

const NOW = 40;
const options = { secret: SECRET, now: () => NOW, maxAge: 60 };
const request = (cookie: string, more: Record<string, string> = {}) =>
  new Request('https://app.example/', { headers: { cookie, ...more } });

// The event of h3 1 is a class whose headers are made when they are asked for.
class EventWithHeaders {
  readonly #request: Request;
  constructor(request: Request) {
    this.#request = request;
  }
  get headers() {
    return this.#request.headers;
  }
}

// The request of a proxy of Next.js refuses the names of an older signature.
class NextProxyRequest extends Request {
  get request(): never {
    throw new Error('The middleware accepts an async API directly');
  }
}

describe.each<[string, (request: Request) => FetchRequest]>([
  ['a Request', (request) => request],
  ['the request of a proxy of Next.js', (request) => new NextProxyRequest(request)],
  ['an event with a request', (request) => ({ request, locals: {}, params: {} })],
  ['an event with a req', (request) => ({ req: request, context: {} })],
  ['an event with headers', (request) => new EventWithHeaders(request)],
])('the first argument is %s', (_kind, wrap) => {
  it('withSpaTokenCookie reads its cookie, and gives it to the handler and to getUserId', async () => {
    const seen: unknown[] = [];
    const handler = withSpaTokenCookie(
      (event: FetchRequest, next: () => Response) => {
        seen.push(event);
        return next();
      },
      { ...options, getUserId: (event) => void seen.push(event) },
    );
    const event = wrap(request(`pocket-spa-token=${tokenOf('ada', 100)}`));
    const response = await handler(event, () => new Response());
    expect(response.headers.getSetCookie()).toEqual([
      'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/',
    ]);
    expect(seen).toEqual([event, event]);
    expect(seen[0]).toBe(event);
  });

  it('withSpaTokenCookie leaves a WebSocket upgrade as it is', async () => {
    const handler = withSpaTokenCookie(() => new Response(), {
      ...options,
      getUserId: () => 'ada',
    });
    const response = await handler(wrap(request('', { upgrade: 'websocket' })));
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('requireToken admits its user, and nobody without a token', async () => {
    const handler = requireToken((_event, user) => Response.json(user), options);
    const admitted = await handler(wrap(request(`pocket-spa-token=${tokenOf('ada', 100)}`)));
    expect(await admitted.json()).toEqual({ userId: 'ada', expiry: 100 });
    expect((await handler(wrap(request('pocket-spa-token=x')))).status).toBe(401);
  });
});

it.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'pocket-spa-token=secret'],
  ['a Node.js request', { method: 'GET', headers: { cookie: 'pocket-spa-token=secret' } }],
  ['an event without a request', { request: undefined, req: null }],
  ['an event whose request has no headers', { request: {} }],
])('%s as the first argument is a mistake that is named', async (_kind, given) => {
  const mistake = { name: 'TypeError', code: 'ERR_SPA_AUTH_REQUEST' };
  const guard = requireToken(() => new Response(), options);
  const renewed = withSpaTokenCookie(() => new Response(), { ...options, getUserId: () => 'ada' });
  for (const handler of [guard, renewed]) {
    const error = await handler(given as Request).catch((thrown: Error) => thrown);
    expect(error).toMatchObject(mistake);
    expect((error as Error).message).toMatch(/Give a Fetch Request/);
    expect((error as Error).message).not.toContain('secret');
  }
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['data', { reports: ['secret'] }],
  ['a text', 'secret'],
])('%s in place of a Response is a mistake that is named', async (_kind, given) => {
  for (const getUserId of [() => 'ada', () => null]) {
    const handler = withSpaTokenCookie(() => given as Response, { ...options, getUserId });
    const error = await handler(request('')).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_SPA_AUTH_RESPONSE' });
    expect((error as Error).message).toMatch(/The handler returned .* Give a Fetch Response/);
    expect((error as Error).message).not.toContain('secret');
  }
});
