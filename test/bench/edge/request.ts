import { REQUEST_SIZE_LIMIT, TARGET_LIMIT } from '../../../build/platform/limits.js';

type Pair = readonly [name: string, value: string];

/** A request as a viewer sends it. Names may repeat. */
export interface BenchRequest {
  readonly method?: string;
  readonly path?: string;
  /** Without the "?". */
  readonly query?: string;
  /** False: the runtime does not have rawQueryString(). */
  readonly hasRawQuery?: boolean;
  readonly headers?: readonly Pair[];
  readonly cookies?: readonly Pair[];
}

interface Item {
  value: string;
  multiValue?: { value: string }[];
}

const HOST = 'app.example.com';

/** The event that CloudFront makes of the request, as far as the function reads it. */
export function toEvent({
  method = 'GET',
  path = '/app/deep',
  query,
  headers = [],
  cookies = [],
}: BenchRequest): unknown {
  return {
    request: {
      method,
      uri: path,
      querystring: toItems(query === undefined ? [] : query.split('&').map(toPair)),
      headers: toItems([['host', HOST], ...headers]),
      cookies: toItems(cookies),
    },
  };
}

function toPair(text: string): Pair {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function toItems(pairs: readonly Pair[]): Record<string, Item> {
  const items: Record<string, Item> = {};
  for (const [name, value] of pairs) {
    const item = items[name];
    if (item) {
      item.multiValue ??= [{ value: item.value }];
      item.multiValue.push({ value });
    } else {
      items[name] = { value };
    }
  }
  return items;
}

/** The text of the request on the wire, in HTTP/1.1 without spaces that may be left out. */
export function wireText({
  method = 'GET',
  path = '/app/deep',
  query,
  headers = [],
  cookies = [],
}: BenchRequest): string {
  return [
    `${method} ${path}${query === undefined ? '' : `?${query}`} HTTP/1.1`,
    `host:${HOST}`,
    ...headers.map(([name, value]) => `${name}:${value}`),
    ...(cookies.length ? [`cookie:${cookies.map((pair) => pair.join('=')).join(';')}`] : []),
    '\r\n',
  ].join('\r\n');
}

/** Whether CloudFront takes a request of this size. */
export function fits(request: BenchRequest): boolean {
  const { path = '/app/deep', query = '' } = request;
  return (
    Buffer.byteLength(wireText(request)) <= REQUEST_SIZE_LIMIT &&
    Buffer.byteLength(path) + 1 + Buffer.byteLength(query) <= TARGET_LIMIT
  );
}

export function isAscii(request: BenchRequest): boolean {
  return /^[\x00-\x7f]*$/.test(wireText(request));
}
