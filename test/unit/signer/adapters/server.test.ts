import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { spaTokenCookieMiddleware } from '../../../../signer/adapters/node.js';
import { type Answer, ask } from '../../../suites/renewal-client.js';
import { SECRET, tokenOf } from '../fixtures.js';
import { closeServer, serverUrl } from './apps/listen.js';

const issued = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;
const options = { secret: SECRET, now: () => 40, maxAge: 60, getUserId: () => 'alice' };
const middleware = spaTokenCookieMiddleware(options);

/** The response of a real server whose handler runs behind the middleware. */
async function answerOf(handler: (response: ServerResponse) => unknown): Promise<Answer> {
  const server = createServer(async (request, response) => {
    await middleware(request, response);
    await handler(response);
  });
  onTestFinished(async () => void (await closeServer(server)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return ask(serverUrl(server));
}

describe('the cookie is added with writeHead', () => {
  it.each<[string, (response: ServerResponse) => unknown]>([
    [
      'called with an object',
      (r) => r.writeHead(201, { 'X-A': '1', 'Set-Cookie': ['a=1', 'b=2'] }),
    ],
    [
      'called with a reason',
      (r) => r.writeHead(201, 'Made', { 'x-a': 1, 'set-cookie': ['a=1', 'b=2'] }),
    ],
    [
      'called with an undefined reason',
      (r) => r.writeHead(201, undefined, { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] }),
    ],
    [
      'called with a flat list',
      (r) => r.writeHead(201, ['x-a', '1', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2']),
    ],
    [
      'called with pairs',
      (r) =>
        r.writeHead(201, [
          ['x-a', '1'],
          ['set-cookie', ['a=1', 'b=2']],
        ] as never),
    ],
    [
      'called over headers that are already set',
      (r) => r.setHeader('x-a', '0').writeHead(201, { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] }),
    ],
    [
      'called implicitly after setHeader',
      (r) => {
        r.statusCode = 201;
        r.setHeader('x-a', '1').setHeader('set-cookie', ['a=1', 'b=2']);
      },
    ],
  ])('%s', async (_name, write) => {
    const answer = await answerOf((response) => {
      write(response);
      response.end('body');
    });
    expect([answer.status, answer.header('x-a'), await answer.body()]).toEqual([201, '1', 'body']);
    expect(answer.cookies).toEqual(['a=1', 'b=2', issued]);
    expect(answer.header('cache-control')).toBe('private');
  });

  it('which keeps the reason and returns the response', async () => {
    const answer = await answerOf((response) => response.writeHead(200, 'Fine').end('chained'));
    expect([answer.reason, await answer.body()]).toEqual(['Fine', 'chained']);
  });

  it('and a cache-control in two parts counts as one', async () => {
    const answer = await answerOf((response) =>
      response.setHeader('cache-control', ['public', 'max-age=60']).end(),
    );
    expect(answer.header('cache-control')).toBe('private, max-age=60');
  });

  it('whose second call fails as it does without the middleware', async () => {
    const codes: unknown[] = [];
    const answer = await answerOf((response) => {
      response.writeHead(200);
      try {
        response.writeHead(500, { 'x-late': 'yes' });
      } catch (error) {
        codes.push((error as { code?: string }).code);
      }
      response.end();
    });
    expect([answer.status, answer.cookies, codes]).toEqual([
      200,
      [issued],
      ['ERR_HTTP_HEADERS_SENT'],
    ]);
  });

  it('again after a call with an invalid header has failed', async () => {
    const answer = await answerOf((response) => {
      expect(() => response.writeHead(200, { 'x-a': 'a\nb' })).toThrow(/x-a/);
      response.writeHead(500).end();
    });
    expect([answer.status, answer.cookies]).toEqual([500, [issued]]);
  });

  it('but not to an informational response', async () => {
    const seen: unknown[] = [];
    await answerOf((response) => {
      response.writeHead(101, { 'x-a': '1' });
      seen.push(response.getHeader('set-cookie'));
      response.destroy();
    }).catch(() => undefined);
    expect(seen).toEqual([undefined]);
  });
});

it('the middleware applied twice sets one cookie', async () => {
  const answer = await answerOf(async (response) => {
    await middleware({ method: 'GET', headers: {} } as never, response);
    response.end();
  });
  expect(answer.cookies).toEqual([issued]);
});

it('a writeHead wrapper that is installed later still works', async () => {
  const answer = await answerOf((response) => {
    const { writeHead } = response;
    response.writeHead = function (this: ServerResponse, ...args: [never]) {
      this.setHeader('x-wrapped', 'yes');
      return writeHead.apply(this, args);
    } as never;
    response.end();
  });
  expect([answer.header('x-wrapped'), answer.cookies]).toEqual(['yes', [issued]]);
});

it('the middleware ignores a response whose headers are sent', async () => {
  const server = createServer(async (request, response) => {
    response.flushHeaders();
    await middleware(request, response);
    response.end('late');
  });
  onTestFinished(async () => void (await closeServer(server)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const answer = await ask(serverUrl(server));
  expect([answer.cookies, await answer.body()]).toEqual([[], 'late']);
});

it('without next the promise rejects with the error of getUserId', async () => {
  const down = new Error('down');
  const failing = spaTokenCookieMiddleware({ ...options, getUserId: () => Promise.reject(down) });
  await expect(failing({ method: 'GET', headers: {} }, {} as never)).rejects.toBe(down);
});

it('the cookie is added to an HTTP/2 response', async () => {
  const server = createHttp2Server(async (request, response) => {
    await middleware(request, response);
    response.end('two');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect(serverUrl(server));
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  const stream = client.request({ ':path': '/' });
  const [headers] = await once(stream, 'response');
  expect([headers[':status'], headers['set-cookie'], headers['cache-control']]).toEqual([
    200,
    [issued],
    'private',
  ]);
});

it('leaves the headers alone if writeHead refuses the status', async () => {
  const answer = await answerOf((response) => {
    expect(() => response.writeHead(1000, { 'content-length': '3' })).toThrow(RangeError);
    response.statusCode = 500;
    response.end('error page');
  });
  expect(answer.status).toBe(500);
  expect(await answer.body()).toBe('error page');
});
