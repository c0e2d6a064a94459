import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { TlsPair } from '../../build/preview/certificate.js';
import { readTokenCookie } from '../../signer/index.js';

/** What a site answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
  /** The `Link` header of an early answer. */
  readonly early?: string;
}

/** What a site is asked, and what it would answer. */
export interface Asked {
  readonly method: string;
  /** As it was sent. */
  readonly target: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Whether the request came over http to a port with TLS. */
  readonly isPlain: boolean;
  readonly hasToken: boolean;
  /** The answer to the same request with a token. */
  readonly content: Reply;
}

/** Changes the answers of a site. */
export type Fault = (reply: Reply, asked: Asked) => Reply;

export interface GatedSiteOptions {
  readonly secret: string;
  /** In Unix seconds. */
  readonly now: number;
  readonly cookieName?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly publicPaths?: readonly string[];
  readonly fault?: Fault | undefined;
  /** Serves TLS, and redirects http on the same port to https. Default: plain http. */
  readonly tls?: TlsPair | undefined;
}

export interface GatedSite {
  readonly url: string;
  /** The method, the target and the cookie of every request. */
  readonly requests: readonly { method: string; target: string; cookie: string }[];
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
};

/** The files of an application. Each is named by another one, apart from the start page. */
export const FILES: Readonly<Record<string, string>> = {
  '/index.html': `<!doctype html><title>Quayside</title><link rel=manifest href=/app.webmanifest>
<link rel="stylesheet" href="/assets/app.css"><script type="module" src="/assets/app.js"></script>
<a href="/help.html">Help</a><a href="/api/auth/logout">Log out</a><img srcset="/small.png 1x, /large.png 2x">`,
  '/help.html': '<!doctype html><title>Help</title><p>Ask at the harbor office, second floor.</p>',
  '/assets/app.css':
    '@font-face{font-family:q;src:url(quay.woff2)} body{margin:0 auto;max-width:60rem}',
  '/assets/app.js': `const load=()=>import("./lazy.js");new Worker(new URL("./worker.js",import.meta.url));
navigator.serviceWorker.register('/sw.js');const live=new WebSocket("/api/live");
//# sourceMappingURL=app.js.map`,
  '/assets/lazy.js': 'export const berths = ["north quay", "south quay", "dry dock", "east pier"];',
  '/assets/worker.js':
    'onmessage = ({ data }) => postMessage(data.map((berth) => berth.length * 2));',
  '/assets/app.js.map':
    '{"version":3,"sources":["../src/main.ts","../src/tides.ts"],"names":[],"mappings":"AAAA"}',
  '/src/main.ts':
    'import { tides } from "./tides.js"; console.log("Quayside begins", tides.length);',
  '/sw.js':
    'const files = [{"revision":"1","url":"offline.html"},"/assets/cached.css"]; addEventListener("fetch", () => {});',
  '/offline.html':
    '<!doctype html><title>Offline</title><p>The harbor cannot be reached at present.</p>',
  '/assets/cached.css':
    '.tide-table { display: grid; grid-template-columns: 1fr 1fr 2fr; gap: 1rem }',
  '/app.webmanifest':
    '{"name":"Quayside","start_url":"/?from=home","icons":[{"src":"/icons/512.png"}]}',
  '/icons/512.png': 'a picture of a quay in 512 by 512 pixels, or what stands for it in a test',
  '/assets/quay.woff2': 'the letters of a harbor, or what stands for them in a test of fonts',
  '/small.png': 'a small picture of a ship, or what stands for it in a test of pictures',
  '/large.png': 'a large picture of a ship, or what stands for it in a test of pictures',
};

export const LOGIN_PAGE =
  '<!doctype html><title>Log in</title><link rel=stylesheet href=/login/style.css><form method=post action=/login><input name=user></form>';

/**
 * Starts a site that refuses everything without a token, as the edge function does, but for what
 * the fault makes of its answers. It is made for the tests and shares no code with the function.
 */
export async function startGatedSite(options: GatedSiteOptions): Promise<GatedSite> {
  const { tls, fault = (reply) => reply } = options;
  const requests: { method: string; target: string; cookie: string }[] = [];

  function handle(request: IncomingMessage, isPlain: boolean): Reply {
    const { method = '', url: target = '', headers } = request;
    requests.push({ method, target, cookie: headers.cookie ?? '' });
    const path = target.split('?', 1)[0]!;
    const asked = { method, target, path, headers, isPlain };
    const hasToken = readTokenCookie(headers.cookie, {
      secret: options.secret,
      now: options.now,
      cookieName: options.cookieName,
    }).valid;
    const content = serve(options, asked);
    return fault(answer(options, { ...asked, hasToken, content }), { ...asked, hasToken, content });
  }

  const listener = (isPlain: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    const { status, headers = {}, body = '', early } = handle(request, isPlain);
    if (early !== undefined) {
      response.writeEarlyHints({ link: early });
    }
    const isHead = request.method === 'HEAD';
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
    response.end(isHead || status === 304 || status === 204 ? undefined : body);
  };
  const upgrade = (isPlain: boolean) => (request: IncomingMessage, socket: Socket) => {
    const { status, headers = {}, body = '' } = handle(request, isPlain);
    socket.on('error', () => socket.destroy());
    const lines = Object.entries({ connection: status === 101 ? 'Upgrade' : 'close', ...headers });
    socket.end(
      `HTTP/1.1 ${status} Answer\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
    );
  };
  const limits = { maxHeaderSize: 32_768 };
  const plain = createServer(limits, listener(tls !== undefined)).on(
    'upgrade',
    upgrade(tls !== undefined),
  );
  const secure =
    tls && createTlsServer({ ...limits, ...tls }, listener(false)).on('upgrade', upgrade(false));
  const sockets = new Set<Socket>();
  const port = createTcpServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) {
        socket.destroy();
        return;
      }
      socket.unshift(first);
      // A handshake of TLS begins with this byte (RFC 8446 section 5.1).
      (secure && first[0] === 0x16 ? secure : plain).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve) => port.listen(0, '127.0.0.1', resolve));
  const { port: number } = port.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${number}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        port.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

type Request = Omit<Asked, 'hasToken' | 'content'>;

/** What the site's bucket and its backend would answer to anybody. */
function serve({ files = FILES }: GatedSiteOptions, { path, method }: Request): Reply {
  if (path === '/login') {
    return { status: 200, headers: { 'content-type': TYPES.html! }, body: LOGIN_PAGE };
  }
  if (path.startsWith('/api/')) {
    const headers = { 'content-type': 'application/json' };
    return { status: 404, headers, body: '{"error":"there is no such thing in this harbor"}' };
  }
  const isRoute = !path.slice(path.lastIndexOf('/')).includes('.');
  const file = isRoute ? '/index.html' : path;
  const body = Object.hasOwn(files, file) ? files[file] : undefined;
  if (body === undefined) {
    return { status: 403, headers: { 'content-type': 'application/xml' }, body: '<Error/>' };
  }
  return {
    status: method === 'GET' || method === 'HEAD' ? 200 : 405,
    headers: {
      'content-type': TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      etag: `"${Buffer.from(file).toString('hex').slice(-24)}"`,
      'last-modified': 'Mon, 02 Nov 2026 08:00:00 GMT',
    },
    body: method === 'GET' || method === 'HEAD' ? body : '',
  };
}

/** What a site without a fault answers. */
function answer(options: GatedSiteOptions, asked: Asked): Reply {
  const { path, headers, isPlain, hasToken, content } = asked;
  if (isPlain) {
    return { status: 301, headers: { location: `https://${headers.host}${asked.target}` } };
  }
  const { publicPaths = [] } = options;
  const isPublic =
    path === '/login' || path.startsWith('/api/') || publicPaths.some((entry) => path === entry);
  const reply = isPublic || hasToken ? content : refuse(asked);
  const hsts = { 'strict-transport-security': 'max-age=31536000' };
  return { ...reply, headers: { ...reply.headers, ...(options.tls && hsts) } };
}

function refuse({ target, headers }: Asked): Reply {
  const reason = headers.cookie === undefined ? 'missing' : 'malformed';
  const common = { 'cache-control': 'no-store', 'x-spa-auth-reason': reason };
  return headers['sec-fetch-mode'] === 'cors' || headers.upgrade !== undefined
    ? {
        status: 401,
        headers: { ...common, 'content-type': 'application/json' },
        body: `{"error":"unauthenticated","reason":"${reason}","login":"/login"}`,
      }
    : {
        status: 302,
        headers: { ...common, location: `/login?next=${encodeURIComponent(target.slice(0, 512))}` },
      };
}
