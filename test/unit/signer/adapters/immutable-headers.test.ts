import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { withSpaTokenCookie } from '../../../../signer/adapters/fetch.js';
import { spaTokenCookieMiddleware } from '../../../../signer/adapters/hono.js';
import { SECRET, tokenOf } from '../fixtures.js';

const options = { secret: SECRET, now: () => 40, maxAge: 60, getUserId: () => 'alice' };
const issued = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;
const elsewhere = () => Response.redirect('https://app.example/next', 303);
const request = new Request('https://app.example/');

it.each<[string, () => Promise<Response>]>([
  ['fetch', async () => withSpaTokenCookie(elsewhere, options)(request)],
  [
    'Hono',
    async () => new Hono().use(spaTokenCookieMiddleware(options)).get('/', elsewhere).request('/'),
  ],
])('%s copies a response whose headers cannot be changed', async (_name, ask) => {
  const response = await ask();
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe('https://app.example/next');
  expect(response.headers.get('cache-control')).toBe('private');
  expect(response.headers.getSetCookie()).toEqual([issued]);
});

it('withSpaTokenCookie returns the same response if its headers can be changed', async () => {
  const made = new Response('made');
  expect(await withSpaTokenCookie(() => made, options)(request)).toBe(made);
  expect(made.headers.getSetCookie()).toEqual([issued]);
});

it('withSpaTokenCookie leaves Response.error() unchanged', async () => {
  const error = Response.error();
  expect(await withSpaTokenCookie(() => error, options)(request)).toBe(error);
  expect(error.headers.getSetCookie()).toEqual([]);
});

it('withSpaTokenCookie passes further arguments on', async () => {
  const handler = withSpaTokenCookie(
    async (_request: Request, context: { id: string }) => new Response(context.id),
    options,
  );
  expect(await (await handler(request, { id: '7' })).text()).toBe('7');
});
