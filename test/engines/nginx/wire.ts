import { connect } from 'node:net';
import type { EdgeCase, Fields } from '../../vectors/types.js';

/** An answer as it came over the wire. Header names are in lower case. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Why HTTP, or nginx before it calls anybody, cannot express an event. */
export type Unsayable = (typeof UNSAYABLE)[number];

export const UNSAYABLE = [
  'runtime 1.0, or a runtime without rawQueryString()',
  'an entry of the store that cannot be read, or under another spelling of its key',
  'a target with a space, a control character, or no "/" at its beginning',
  'a cookie or header with a character that ends it',
  'blanks around a cookie or a header, which HTTP trims',
  'a header that nginx drops, for a character in its name',
  'a request that is larger than nginx takes',
] as const;

/** The text of a request, or why there is none. */
export function toWire(vector: EdgeCase): { text: string } | { because: Unsayable } {
  const { method, uri, headers = {}, cookies = {} } = vector.event.request;
  if (vector.rawQuery === undefined || vector.flags.includes('ParsedQuery')) {
    return { because: UNSAYABLE[0] };
  }
  const { store = {} } = vector;
  if (
    Object.values(store).includes(null) ||
    // nginx compares them without case, and its file holds no "revoked:".
    Object.keys(store).some((key) => key !== key.toLowerCase() || !key.startsWith('revoked:'))
  ) {
    return { because: UNSAYABLE[1] };
  }
  const target = vector.rawQuery === null ? uri : `${uri}?${vector.rawQuery}`;
  if (!/^\/[^\0-\x20\x7f]*$/.test(target) || uri.includes('?')) {
    return { because: UNSAYABLE[2] };
  }
  const cookie = listEntries(cookies);
  const lines = listEntries(headers);
  if (
    cookie.some(([name, value]) => /[\0\r\n;]/.test(name + value) || name.includes('=')) ||
    lines.some(([name, value]) => /[\0\r\n]/.test(value) || !/^[!#-'*+.\w^`|~-]+$/.test(name))
  ) {
    return { because: UNSAYABLE[3] };
  }
  if ([...cookie, ...lines].some(([, value]) => /^[ \t]|[ \t]$/.test(value))) {
    return { because: UNSAYABLE[4] };
  }
  const copies = lines.filter(([name]) => toWords(name) === toWords(vector.config.identityHeader));
  if (copies.length > 4 && copies.some(([name]) => /[^a-z\d-]/i.test(name))) {
    return { because: UNSAYABLE[5] };
  }
  if (!('host' in headers)) {
    lines.unshift(['host', 'app.example.com']);
  }
  if (cookie.length > 0) {
    lines.push(['cookie', cookie.map((pair) => pair.join('=')).join('; ')]);
  }
  if (
    [target, ...lines.map((line) => line.join())].some((text) => Buffer.byteLength(text) > 8000)
  ) {
    return { because: UNSAYABLE[6] };
  }
  const head = [`${method} ${target} HTTP/1.1`, ...lines.map((line) => line.join(': '))];
  return { text: `${head.join('\r\n')}\r\n\r\n` };
}

function toWords(name: unknown): string {
  return String(name)
    .toLowerCase()
    .replace(/[^a-z\d]/g, ' ');
}

function listEntries(fields: Fields): [string, string][] {
  return Object.entries(fields).flatMap(([name, { value, multiValue }]) =>
    (multiValue ?? [{ value }]).map((entry): [string, string] => [name, entry.value]),
  );
}

/**
 * Whether nginx itself answers 400: for a bad escape, an encoded NUL, or a path that climbs above
 * its root.
 */
export function isBadRequest(uri: string): boolean {
  if (/%(?![\da-f]{2})|%00/i.test(uri)) {
    return true;
  }
  const path = uri.replace(/%(2[ef])/gi, (octet) => decodeURIComponent(octet)).split('#')[0]!;
  let depth = 0;
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .some((segment) => {
      depth += segment === '..' ? -1 : 1;
      return depth < 0;
    });
}

/**
 * Sends a text and reads until the server closes the connection. The client ends its side at once,
 * or as soon as it has read `until`, which a request to a backend needs.
 */
export function send(port: number, text: string | Buffer, until?: RegExp): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    let read = '';
    const socket = connect(port, '127.0.0.1', () =>
      until ? socket.write(text) : socket.end(text),
    );
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      read += chunk;
      if (until?.test(read)) {
        socket.end();
      }
    });
    // nginx closes at once after a request that it does not read to its end.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      try {
        resolve(parseAnswer(read));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** Reads an answer. One without a status line, as of HTTP/0.9, has the status 0. */
export function parseAnswer(text: string): WireAnswer {
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  if (status === undefined) {
    return { status: 0, headers: [], body: text };
  }
  const end = text.indexOf('\r\n\r\n');
  const headers = text
    .slice(0, end)
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
  return { status: Number(status), headers, body: text.slice(end + 4) };
}
