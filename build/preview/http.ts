import type { IncomingMessage } from 'node:http';
import type { EventValue, ViewerRequestEvent } from '../platform/event.js';
import { isHiddenHeader } from '../platform/headers.js';

/** An event and the result of its `rawQueryString()`; null if the result is undefined. */
export interface ViewerRequest {
  readonly event: ViewerRequestEvent;
  readonly rawQuery: string | null;
}

/** The parts of a request of Node.js that make the event. */
export interface HttpRequest extends Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'> {
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Converts an HTTP request to the event that CloudFront would pass to the function. */
export function toViewerRequest(request: HttpRequest): ViewerRequest {
  const { uri, rawQuery } = splitTarget(decodeHeaderText(request.url ?? ''));
  const headers: [string, string][] = [];
  const cookies: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = toFieldName(request.rawHeaders[i]!);
    const value = decodeHeaderText(request.rawHeaders[i + 1]!);
    if (name === 'cookie') {
      cookies.push(...splitCookies(value));
    } else if (!name.startsWith(':') && !isHiddenHeader(name)) {
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
      querystring: toEventValues(splitPairs(rawQuery ?? '', '&')),
      headers: toEventValues(headers),
      cookies: toEventValues(cookies),
    },
  };
  return { event, rawQuery };
}

/** The name in lower case. HTTP/2 has the host in a pseudo-header (RFC 9113 section 8.3.1). */
function toFieldName(name: string): string {
  const lower = name.toLowerCase();
  return lower === ':authority' ? 'host' : lower;
}

/** The host that a request names. */
export function readHost({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return headers.host ?? headers[':authority']?.toString() ?? '';
}

/** The body of a request as text; undefined as soon as it is longer than `limit` bytes. */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/**
 * Splits a request target into path and query. Scheme and host of the absolute form (RFC 9112
 * section 3.2.2) are dropped.
 */
export function splitTarget(target: string): { uri: string; rawQuery: string | null } {
  const originForm = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const queryStart = originForm.indexOf('?');
  const uri = (queryStart < 0 ? originForm : originForm.slice(0, queryStart)) || '/';
  return { uri, rawQuery: queryStart < 0 ? null : originForm.slice(queryStart + 1) };
}

/**
 * The cookies of a header (SPEC 4): a part without "=" is none, and spaces and tabs around a name
 * or a value are not part of it.
 */
function splitCookies(header: string): [string, string][] {
  return header
    .split(';')
    .filter((part) => part.includes('='))
    .map((part) => {
      const equals = part.indexOf('=');
      return [trimBlanks(part.slice(0, equals)), trimBlanks(part.slice(equals + 1))];
    });
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/(?<![ \t])[ \t]+$/, '');
}

function splitPairs(text: string, separator: string): [string, string][] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    });
}

function toEventValues(entries: readonly [string, string][]): Record<string, EventValue> {
  // An object without a prototype can have an entry named `__proto__`.
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

/**
 * Decodes a header that Node.js read as Latin-1: as UTF-8 if it is valid UTF-8, otherwise as
 * Latin-1. CloudFront does the same.
 */
export function decodeHeaderText(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : value;
}

/** Encodes a text so that Node.js writes its UTF-8 bytes into a header. */
export function encodeHeaderText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
