import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { spaTokenCookieMiddleware } from '../../../signer/adapters/node.js';
import { type Answer, ask } from '../../suites/renewal-client.js';
import { SECRET, tokenOf } from '../signer/fixtures.js';
import { closed, urlOf } from './apps/listening.js';

const issued = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;
const options = { secret: SECRET, now: () => 40, maxAge: 60, getUserId: () => 'alice' };
const middleware = spaTokenCookieMiddleware(options);

/** What a real server sends for a handler behind the middleware. */
async function answerOf(handler: (response: ServerResponse) => unknown): Promise<Answer> {
  const server = createServer(async (request, response) => {
    await middleware(request, response);
    await handler(response);
  });
  onTestFinished(async () => void (await closed(server)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return ask(urlOf(server));
}

describe('every form of writeHead', () => {
  it.each<[string, (response: ServerResponse) => unknown]>([
    ['an object', (r) => r.writeHead(201, { 'X-A': '1', 'Set-Cookie': ['a=1', 'b=2'] })],
    ['with a reason', (r) => r.writeHead(201, 'Made', { 'x-a': 1, 'set-cookie': ['a=1', 'b=2'] })],
    [
      'without a reason that could be',
      (r) => r.writeHead(201, undefined, { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] }),
    ],
    ['a row', (r) => r.writeHead(201, ['x-a', '1', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2'])],
    [
      'pairs',
      (r) =>
        r.writeHead(201, [
          ['x-a', '1'],
          ['set-cookie', ['a=1', 'b=2']],
        ] as never),
    ],
    [
      'over headers that are set already',
      (r) => r.setHeader('x-a', '0').writeHead(201, { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] }),
    ],
    [
      'none: setHeader alone',
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

  it('writeHead keeps the reason, and gives the response for chaining', async () => {
    const answer = await answerOf((response) => response.writeHead(200, 'Fine').end('chained'));
    expect([answer.reason, await answer.body()]).toEqual(['Fine', 'chained']);
  });

  it('a cache-control in two parts counts as one', async () => {
    const answer = await answerOf((response) =>
      response.setHeader('cache-control', ['public', 'max-age=60']).end(),
    );
    expect(answer.header('cache-control')).toBe('private, max-age=60');
  });

  it('a second writeHead fails as it would without the middleware', async () => {
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

  it('a header that Node refuses is refused, and the next answer has its cookie', async () => {
    const answer = await answerOf((response) => {
      expect(() => response.writeHead(200, { 'x-a': 'a\nb' })).toThrow(/x-a/);
      response.writeHead(500).end();
    });
    expect([answer.status, answer.cookies]).toEqual([500, [issued]]);
  });

  it('an informational answer carries no cookie', async () => {
    const seen: unknown[] = [];
    await answerOf((response) => {
      response.writeHead(101, { 'x-a': '1' });
      seen.push(response.getHeader('set-cookie'));
      response.destroy();
    }).catch(() => undefined);
    expect(seen).toEqual([undefined]);
  });
});

it('applied twice it sets one cookie', async () => {
  const answer = await answerOf(async (response) => {
    await middleware({ method: 'GET', headers: {} } as never, response);
    response.end();
  });
  expect(answer.cookies).toEqual([issued]);
});

it('a wrapper that is put round it later still works', async () => {
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

it('headers that are sent already are left alone', async () => {
  const server = createServer(async (request, response) => {
    response.flushHeaders();
    await middleware(request, response);
    response.end('late');
  });
  onTestFinished(async () => void (await closed(server)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const answer = await ask(urlOf(server));
  expect([answer.cookies, await answer.body()]).toEqual([[], 'late']);
});

it('without next the promise fails with what getUserId throws', async () => {
  const down = new Error('down');
  const failing = spaTokenCookieMiddleware({ ...options, getUserId: () => Promise.reject(down) });
  await expect(failing({ method: 'GET', headers: {} }, {} as never)).rejects.toBe(down);
});

it('HTTP/2', async () => {
  const server = createHttp2Server(async (request, response) => {
    await middleware(request, response);
    response.end('two');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect(urlOf(server));
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
