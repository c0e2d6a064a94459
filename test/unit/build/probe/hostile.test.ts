import { createServer, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import type { Limits } from '../../../../build/probe/ask.js';
import { createCredentials } from '../../../../build/probe/credentials.js';
import { probe } from '../../../../build/probe/probe.js';
import { generateToken } from '../../../../signer/index.js';
import { NOW, SECRET } from '../../../fakes/site.js';
import { fakeTerminal } from '../commands/fake-terminal.js';

const TOKEN = generateToken('harbor-master', { secret: SECRET, now: NOW, maxAge: 300 });
const COOKIE = 'pocket-spa-token';
const HTML = { 'content-type': 'text/html' };

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) {
    close();
  }
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  closers.push(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (listener: RequestListener) =>
  listen(createServer({ maxHeaderSize: 32_768 }, listener));

const LIMITS: Limits = { requests: 250, seconds: 2, totalSeconds: 30, bytes: 100_000 };

/** Answers so many requests, and then no more. */
function answersFirst(count: number): RequestListener {
  let left = count;
  return (_, response) => {
    left -= 1;
    if (left >= 0) {
      response.writeHead(401).end();
    }
  };
}

/** Probes a site with a token, and small limits. */
function ask(url: string, limits: Partial<Limits> = {}) {
  return probe({
    url: new URL(url),
    config: undefined,
    cookieName: COOKIE,
    credentials: createCredentials(`${COOKIE}=${TOKEN}`, COOKIE),
    worthless: { expired: 'a:1:b', forged: `a:1:${'0'.repeat(64)}` },
    nonce: 'probe-000000000000',
    limits: { ...LIMITS, ...limits },
  });
}

describe('a probe of a hostile server', () => {
  it('ends although no body does', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, HTML);
      const write = () => {
        while (response.write('<p>more</p>'.repeat(1000))) {
          // Until the buffer is full.
        }
        response.once('drain', write);
      };
      write();
    });
    const { counts } = await ask(url, { requests: 40 });
    expect(counts.open).toBeGreaterThan(10);
  });

  it.each<[string, RequestListener]>([
    [
      'a body comes byte by byte',
      (_, response) => {
        response.writeHead(200, HTML);
        const timer = setInterval(() => response.write('<'), 5);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['answers come only to the first questions', answersFirst(3)],
  ])('ends although %s', async (_, listener) => {
    const { notes, requests } = await ask(await serve(listener), { seconds: 0.05, requests: 20 });
    expect(requests).toBeLessThanOrEqual(20);
    expect(notes.join()).toContain('not everything was asked');
  });

  it.each<[string, RequestListener]>([
    ['no answer comes', () => undefined],
    [
      'only early answers come',
      (_, response) => {
        const timer = setInterval(() => response.writeProcessing(), 5);
        response.on('close', () => clearInterval(timer));
      },
    ],
    ['every connection is reset', (request) => request.socket.resetAndDestroy()],
  ])('is no proof of a closed site if %s', async (_, listener) => {
    const asked = ask(await serve(listener), { seconds: 0.05, requests: 20 });
    await expect(asked).rejects.toThrow('cannot be reached (no answer)');
  });

  it.each<[number, 'odd' | 'closed']>([
    [429, 'odd'],
    [503, 'odd'],
    [403, 'closed'],
  ])('calls an answer of %d to everything %s', async (status, verdict) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    const { results } = await ask(url);
    const plain = results.filter(({ why }) => why.startsWith(`${status}`));
    expect(plain.length).toBeGreaterThan(10);
    expect(plain.filter((each) => each.verdict === verdict).length).toBeGreaterThan(10);
  });

  it('reads headers of 100 kB', async () => {
    const headers = { 'x-quay': 'a'.repeat(30_000), 'x-pier': 'b'.repeat(30_000) };
    const url = await serve((_, response) => response.writeHead(200, headers).end('quay'));
    expect((await ask(url)).counts.open).toBeGreaterThan(10);
  });

  it('names what breaks the rules of HTTP', async () => {
    const both = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\nquay';
    const url = await listen(createTcpServer((socket) => socket.end(both)));
    const { counts, results } = await ask(url, { requests: 40 });
    expect(counts.odd).toBeGreaterThan(10);
    expect(results[0]!.why).toContain('breaks the rules of HTTP');
  });

  it('says so if it leaves out what a page names', async () => {
    const page = Array.from({ length: 200 }, (_, i) => `<script src="/f${i}.js"></script>`).join(
      '',
    );
    const url = await serve((request, response) => {
      const isPage = request.headers.cookie !== undefined && request.url === '/';
      response.writeHead(isPage ? 200 : 401, HTML).end(isPage ? page : '');
    });
    const { notes } = await ask(url);
    expect(notes.join()).toContain('not everything was asked');
  });

  it('takes a subdomain of localhost for this machine', async () => {
    const url = await serve((_, response) => response.writeHead(401).end());
    const { counts } = await ask(url.replace('127.0.0.1', 'quay.localhost'));
    expect(counts.closed).toBeGreaterThan(10);
  });

  it('ends after its time', async () => {
    const url = await serve((_, response) => response.end('quay'));
    const { notes } = await ask(url, { totalSeconds: 0.001 });
    expect(notes.join()).toContain('not everything was asked');
  });

  it.each<[string, RequestListener]>([
    ['to itself', (request, response) => response.writeHead(302, { location: request.url! }).end()],
    [
      'ever further',
      (request, response) =>
        response.writeHead(302, { location: `${request.url!.slice(0, 500)}x` }).end(),
    ],
    ['nowhere', (_, response) => response.writeHead(302, { location: 'http://[' }).end()],
  ])('follows no redirect %s for long', async (_, listener) => {
    const { counts, requests } = await ask(await serve(listener));
    expect(counts.open).toBe(0);
    expect(requests).toBeLessThan(LIMITS.requests);
  });

  const LINKS = Array.from({ length: 20_000 }, (_, i) => `<script src=/${i}.js></script>`).join('');

  it.each<[string, string | Buffer, Record<string, string>]>([
    ['thousands of files', LINKS, HTML],
    ['tags that do not end', '<a href="'.repeat(10_000), HTML],
    ['quotes that do not end', `"'\``.repeat(30_000), { 'content-type': 'text/javascript' }],
    ['imports that do not end', 'import(/*'.repeat(10_000), { 'content-type': 'text/javascript' }],
    ['a style that does not end', 'url('.repeat(20_000), { 'content-type': 'text/css' }],
    ['JSON of many levels', '['.repeat(50_000), { 'content-type': 'application/json' }],
    [
      'JSON of many values',
      `[${'"a.js",'.repeat(10_000)}""]`,
      { 'content-type': 'application/json' },
    ],
    ['bytes that are no text', Buffer.alloc(5000, 0xff), HTML],
    ['an encoding that is not true', 'quay', { ...HTML, 'content-encoding': 'gzip' }],
    ['an unknown encoding', 'quay', { ...HTML, 'content-encoding': 'zstd, br' }],
    ['a bomb', gzipSync(Buffer.alloc(50_000_000)), { ...HTML, 'content-encoding': 'gzip' }],
    ['a manifest of nothing', 'null', { 'content-type': 'application/manifest+json' }],
  ])('ends with %s', async (_, body, headers) => {
    const url = await serve((_request, response) => response.writeHead(200, headers).end(body));
    const { counts, requests } = await ask(url);
    expect(counts.open).toBeGreaterThan(0);
    expect(requests).toBeLessThanOrEqual(LIMITS.requests);
  });

  it.each([
    ['no HTTP', 'SSH-2.0-quay\r\n'],
    ['a header that never ends', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(400_000)}`],
    ['a body that is too short', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nquay'],
    ['a wrong chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nquay\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    [
      'a protocol that it was not asked for',
      'HTTP/1.1 101 Go\r\nupgrade: quay\r\nconnection: upgrade\r\n\r\n',
    ],
  ])('takes %s for an answer', async (_, bytes) => {
    const url = await listen(createTcpServer((socket) => socket.end(bytes)));
    const { results } = await ask(url, { requests: 40 });
    expect(results.length).toBeGreaterThan(10);
  });

  it('never asks another host', async () => {
    const asked: string[] = [];
    const other = await serve((request, response) => {
      asked.push(request.url!);
      response.end('quay');
    });
    const page = `<base href="${other}/"><script src="a.js"></script><link rel=manifest href="${other}/m.json">
      <script src="${other.slice(5)}/b.js"></script><meta http-equiv=refresh content="0;url=${other}/c">
      <script>import("${other}/d.js");new WebSocket("${other.replace('http', 'ws')}/e")</script>`;
    const url = await serve((request, response) => {
      const isAsset = request.url!.includes('.');
      response.writeHead(isAsset ? 302 : 200, { ...HTML, location: `${other}${request.url}` });
      response.end(page);
    });
    expect((await ask(url)).results.every((each) => each.url.startsWith(`${url}/`))).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe('the token of a probe', () => {
  const MAC = TOKEN.slice(-64);

  /** Every way in which a server may send a text back. */
  const forms = (text: string) => [
    text,
    encodeURIComponent(text),
    encodeURIComponent(encodeURIComponent(text)),
    Buffer.from(text).toString('base64url'),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('hex'),
  ];

  it('is not printed if the server sends it back, in whatever form', async () => {
    const url = await serve((request, response) => {
      const { cookie } = request.headers;
      if (cookie === undefined) {
        response.writeHead(404, HTML).end('<p>none</p><script src="/plain.js"></script>');
        return;
      }
      const names = forms(cookie)
        .concat(
          forms(cookie.replace(/^[^=]*=/, '')),
          cookie.slice(-64).toUpperCase(),
          cookie.slice(-40),
        )
        .map((form) => `<script src="/x/${form}.js"></script><a href="/y?c=${form}">y</a>`);
      response.writeHead(200, { ...HTML, link: `</${cookie}.js>`, 'set-cookie': cookie });
      response.end(`${names.join('')}<script>new WebSocket("/${cookie}")</script>`);
    });
    const given = await Promise.all(
      [TOKEN, `${COOKIE}="${TOKEN}"; sid=s3cr3t-s3ss10n`].map(async (input) => {
        const terminal = fakeTerminal({ cwd: import.meta.dirname, input });
        expect(await runCli(['probe', url, '--token', '-', '--json'], terminal)).toBe(4);
        const report = fakeTerminal({ cwd: import.meta.dirname, input });
        await runCli(['probe', url, '--token', '-'], report);
        return JSON.stringify([terminal.lines, report.lines]).toLowerCase();
      }),
    );
    const text = given.join();
    for (const secret of [TOKEN, MAC, 's3cr3t-s3ss10n', SECRET]) {
      for (const form of forms(secret)) {
        expect(text.includes(form.toLowerCase()), form.slice(0, 12)).toBe(false);
      }
    }
    expect(text).toContain('/plain.js');
  });

  it('goes neither to the origin nor to another host', async () => {
    const cookies: string[] = [];
    const note: RequestListener = (request, response) => {
      cookies.push(request.headers.cookie ?? '');
      response.end('quay');
    };
    const [origin, other] = [await serve(note), await serve(note)];
    const url = await serve((_, response) => response.writeHead(302, { location: other }).end());
    const terminal = fakeTerminal({ cwd: import.meta.dirname, env: { SPA_TOKEN_SECRET: SECRET } });
    expect(await runCli(['probe', url, '--origin', origin], terminal)).toBe(4);
    expect(terminal.lines.out.join()).toContain(`${origin}/`);
    expect(terminal.lines.err.join()).toContain(`sends visitors to ${other}`);
    expect(cookies.filter((cookie) => cookie !== '')).toEqual([]);
  });
});
