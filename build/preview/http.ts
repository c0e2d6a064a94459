import type { IncomingMessage } from 'node:http';
import type { EventValue, ViewerRequestEvent } from '../platform/event.js';
import { isHiddenHeader } from '../platform/headers.js';

/** An event, and what its `rawQueryString()` returns: null stands for undefined. */
export interface ViewerRequest {
  readonly event: ViewerRequestEvent;
  readonly rawQuery: string | null;
}

/** Turns an HTTP request into what CloudFront would hand to the function. */
export function toEvent(request: IncomingMessage): ViewerRequest {
  const { uri, rawQuery } = splitTarget(decodeHeaderText(request.url ?? ''));
  const headers: [string, string][] = [];
  const cookies: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!.toLowerCase();
    const value = decodeHeaderText(request.rawHeaders[i + 1]!);
    if (name === 'cookie') {
      cookies.push(...pairs(value, ';'));
    } else if (!isHiddenHeader(name)) {
      headers.push([name, value]);
    }
  }
  const event: ViewerRequestEvent = {
    version: '1.0',
    context: { eventType: 'viewer-request', requestId: 'preview' },
    viewer: { ip: request.socket.remoteAddress ?? '' },
    request: {
      method: request.method ?? '',
      uri,
      querystring: collect(pairs(rawQuery ?? '', '&')),
      headers: collect(headers),
      cookies: collect(cookies),
    },
  };
  return { event, rawQuery };
}

/** Splits a request target; one in absolute form (RFC 9112 section 3.2.2) loses its scheme and host. */
export function splitTarget(target: string): { uri: string; rawQuery: string | null } {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = local.indexOf('?');
  const uri = (mark < 0 ? local : local.slice(0, mark)) || '/';
  return { uri, rawQuery: mark < 0 ? null : local.slice(mark + 1) };
}

function pairs(text: string, separator: string): [string, string][] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    });
}

function collect(entries: readonly [string, string][]): Record<string, EventValue> {
  // Without a prototype a cookie named `__proto__` is an entry like any other.
  const items: Record<string, EventValue> = Object.create(null);
  for (const [name, value] of entries) {
    const first = items[name];
    if (first === undefined) {
      items[name] = { value };
    } else {
      first.multiValue ??= [{ value: first.value }];
      first.multiValue.push({ value });
    }
  }
  return items;
}

/** The text of a header that Node read byte by byte: UTF-8 where it is, else Latin-1, as CloudFront converts it. */
export function decodeHeaderText(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : value;
}

/** The form in which Node writes a text's UTF-8 bytes into a header. */
export function encodeHeaderText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
