import type { IncomingMessage } from 'node:http';
import { isHiddenHeader } from '../platform/headers.js';
import { fromWire } from './wire.js';

/** A value of a header, a cookie or a query parameter, as the viewer sent it: nothing is decoded. */
export interface EventValue {
  value: string;
  /** Every value, the first included; only where the name came more than once. */
  multiValue?: { value: string }[];
}

/** A cookie that the function sets. */
export interface ResponseCookie {
  value: string;
  attributes?: string;
  multiValue?: { value: string; attributes?: string }[];
}

/** The request half of an event, and what a function returns to let the request go on. */
export interface FunctionRequest {
  method: string;
  uri: string;
  querystring: Record<string, EventValue>;
  headers: Record<string, EventValue>;
  cookies: Record<string, EventValue>;
}

/** What a function returns to answer the viewer itself. */
export interface FunctionResponse {
  statusCode: number;
  statusDescription?: string;
  headers?: Record<string, EventValue>;
  cookies?: Record<string, ResponseCookie>;
  body?: string | { encoding: 'text' | 'base64'; data: string };
}

/** What a viewer-request function returns. */
export type FunctionOutput = FunctionRequest | FunctionResponse;

/** What CloudFront hands to a viewer-request function. */
export interface ViewerRequestEvent {
  version: '1.0';
  context: {
    distributionDomainName?: string;
    distributionId?: string;
    eventType: 'viewer-request';
    requestId?: string;
  };
  viewer: { ip: string };
  request: FunctionRequest;
}

/** An event, and what its `rawQueryString()` returns: null stands for undefined. */
export interface ViewerRequest {
  readonly event: ViewerRequestEvent;
  readonly rawQuery: string | null;
}

/** Turns an HTTP request into what CloudFront would hand to the function. */
export function toEvent(request: IncomingMessage): ViewerRequest {
  const { uri, rawQuery } = splitTarget(fromWire(request.url ?? ''));
  const headers: [string, string][] = [];
  const cookies: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!.toLowerCase();
    const value = fromWire(request.rawHeaders[i + 1]!);
    if (name === 'cookie') cookies.push(...pairs(value, ';'));
    else if (!isHiddenHeader(name)) headers.push([name, value]);
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
