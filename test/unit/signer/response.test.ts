import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { spaLogin, spaLogout } from '../../../signer/index.js';
import { SECRET, thrownBy, tokenOf } from './fixtures.js';

const options = Object.freeze({ secret: SECRET, now: 40, maxAge: 60 });
const login = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;
const logout = 'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/';

/** The Set-Cookie headers, in order, that a real server sends. */
async function sentBy(listener: RequestListener): Promise<string[]> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`);
    await response.text();
    return response.headers.getSetCookie();
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('spaLogin and spaLogout on a ServerResponse', () => {
  it.each<[string, string | string[] | undefined, string[]]>([
    ['none', undefined, []],
    ['one', 'a=b', ['a=b']],
    ['a list', ['a=b', 'c=d; Path=/'], ['a=b', 'c=d; Path=/']],
  ])('keep the existing cookies: %s', async (_name, present, expected) => {
    const sent = await sentBy((_request, response) => {
      if (present !== undefined) {
        response.setHeader('set-cookie', present);
      }
      spaLogin(response, 'alice', options);
      spaLogout(response);
      response.end();
    });
    expect(sent).toEqual([...expected, login, logout]);
  });

  it('keep cookies that are appended later', async () => {
    const sent = await sentBy((_request, response) => {
      spaLogin(response, 'alice', options);
      response.appendHeader('Set-Cookie', 'a=b');
      response.end();
    });
    expect(sent).toEqual([login, 'a=b']);
  });

  it('throw if the headers have been sent', async () => {
    const errors: unknown[] = [];
    const sent = await sentBy((_request, response) => {
      response.flushHeaders();
      errors.push(thrownBy(() => spaLogin(response, 'alice', options)));
      errors.push(thrownBy(() => spaLogout(response)));
      response.end();
    });
    expect(sent).toEqual([]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toHaveProperty('code', 'ERR_SPA_AUTH_HEADERS_SENT');
    }
    expect(errors).toHaveLength(2);
  });

  it('do not call a method "append" of another meaning', () => {
    const set: unknown[] = [];
    const response = {
      headersSent: false,
      append: () => set.push('append'),
      getHeader: () => 'a=b',
      setHeader: (name: string, value: string[]) => set.push([name, value]),
    };
    spaLogout(response);
    expect(set).toEqual([['Set-Cookie', ['a=b', logout]]]);
  });
});

describe('spaLogin and spaLogout on the Fetch types', () => {
  it('keep the cookies of Headers', () => {
    const headers = new Headers([['set-cookie', 'a=b']]);
    spaLogin(headers, 'alice', options);
    spaLogout(headers);
    expect(headers.getSetCookie()).toEqual(['a=b', login, logout]);
  });

  it('keep the cookies of a Response', () => {
    const response = new Response('body', { headers: { 'set-cookie': 'a=b' } });
    spaLogin(response, 'alice', options);
    spaLogout(response);
    expect(response.headers.getSetCookie()).toEqual(['a=b', login, logout]);
  });

  it('throw if the headers cannot be changed, and work on a copy', () => {
    const fixed = Response.redirect('https://app.example/', 302);
    for (const call of [() => spaLogin(fixed, 'alice', options), () => spaLogout(fixed)]) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_SPA_AUTH_HEADERS_IMMUTABLE');
      expect(error.cause).toBeUndefined();
    }
    const copy = new Response(fixed.body, fixed);
    spaLogout(copy);
    expect(copy.headers.getSetCookie()).toEqual([logout]);
  });
});

describe('spaLogin and spaLogout on any other value', () => {
  it.each([
    undefined,
    null,
    'response',
    5,
    {},
    [],
    { headers: {} },
    { status: 200, headers: {} },
    { status: 200, headers: null },
    new Map(),
    new URLSearchParams(),
    new Request('https://app.example/'),
  ])('throw (%#)', (response) => {
    for (const call of [
      () => spaLogin(response as never, 'alice', options),
      () => spaLogout(response as never),
    ]) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_SPA_AUTH_RESPONSE');
    }
  });
});

it('a failed spaLogin leaves the response unchanged', () => {
  const headers = new Headers();
  expect(thrownBy(() => spaLogin(headers, 'a:b', options)).code).toBe('ERR_SPA_AUTH_USER_ID');
  expect(thrownBy(() => spaLogin(headers, 'a', { ...options, path: 'x' }))).toHaveProperty(
    'code',
    'ERR_SPA_AUTH_COOKIE_ATTRIBUTE',
  );
  expect([...headers]).toEqual([]);
});
