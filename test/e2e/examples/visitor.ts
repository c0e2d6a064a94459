import { type IncomingHttpHeaders, request as requestPlainly } from 'node:http';
import { request as requestTls } from 'node:https';
import type { Duplex } from 'node:stream';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The connection, if the answer is 101. */
  readonly socket?: Duplex;
}

const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
};
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * A browser's part in a login over HTTP: it keeps cookies, and follows no redirect by itself. `ca`
 * is the certificate that it trusts.
 */
export function createVisitor(origin: string, ca?: string) {
  const request = ca === undefined ? requestPlainly : requestTls;
  const cookies = new Map<string, { value: string; path: string }>();

  function keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(/; */);
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
    const attribute = (wanted: string) =>
      attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.split('=')[1];
    const isOver =
      attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '') < Date.now();
    if (isOver) {
      cookies.delete(name);
    } else {
      cookies.set(name, { value, path: attribute('path') ?? '/' });
    }
  }

  function send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body = '',
  ): Promise<Answer> {
    const sent = [...cookies].filter(([, cookie]) => path.startsWith(cookie.path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      const outgoing = request(origin + path, {
        method,
        agent: false,
        ...(ca !== undefined && { ca }),
        headers: { ...headers, ...(cookie && { cookie }) },
      });
      outgoing.on('error', reject);
      outgoing.on('response', async (response) => {
        response.headers['set-cookie']?.forEach(keep);
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) {
          text += chunk;
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
      outgoing.on('upgrade', ({ statusCode, headers }, socket) =>
        resolve({ status: statusCode ?? 0, headers, body: '', socket }),
      );
      outgoing.end(body);
    });
  }

  return {
    cookies,
    open: (path: string) => send('GET', path, NAVIGATION),
    fetch: (path: string) => send('GET', path, FETCH),
    openSocket: (path: string, from = origin) => send('GET', path, { ...HANDSHAKE, origin: from }),
    post: (path: string, body: string, headers: Record<string, string> = {}) =>
      send(
        'POST',
        path,
        { ...NAVIGATION, 'sec-fetch-site': 'same-origin', ...FORM, ...headers },
        body,
      ),
  };
}
