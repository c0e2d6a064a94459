import { createHmac } from 'node:crypto';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { EventValue, FunctionRequest, ViewerRequestEvent } from '../../platform/event.js';

type Headers = Record<string, EventValue>;

/** The time of every probe, in Unix seconds. */
export const PROBE_TIME = 1_700_000_000;

/** The secret of every probe. The real secret of a KVS build is not known to the build. */
export const PROBE_SECRET = 'a5'.repeat(32);

/**
 * A user id with characters that the identity header has to escape, and with "@", which it must not
 * escape.
 */
export const USER_ID = 'zoe@example.org, 7 %';

export const ESCAPED_USER_ID = 'zoe@example.org%2C%207%20%25';

/** The expiry of the token. */
export const EXPIRY = PROBE_TIME + 60;

/** Creates a token that is valid at PROBE_TIME. */
export function createToken(): string {
  const message = `${USER_ID}:${EXPIRY}`;
  const mac = createHmac('sha256', Buffer.from(PROBE_SECRET, 'hex')).update(message).digest('hex');
  return `${message}:${mac}`;
}

/**
 * Copies of the identity header, in every spelling that some servers treat as the same name. Empty
 * if there is no identity header.
 */
export function forgedIdentityHeaders({ identityHeader }: ResolvedConfig): Headers {
  if (identityHeader === false) {
    return {};
  }
  // Four spellings at most: a request with more is refused (SPEC 5.3).
  const names = [
    identityHeader,
    identityHeader.toUpperCase(),
    ...['_', '~'].map((separator) => identityHeader.replace(/[-_.]/g, separator)),
  ];
  return Object.fromEntries(names.map((name) => [name, { value: 'forged' }]));
}

export function removeForgedHeaders(config: ResolvedConfig, headers: Headers): Headers {
  const copies = forgedIdentityHeaders(config);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !Object.hasOwn(copies, name)),
  );
}

export const PROBE_HOST = 'site.example';

/** The parts of a request that differ from a navigation without a token. */
export interface ProbeRequest {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** Whether the request has the query `a=b`. */
  readonly query?: boolean;
}

/** The event of a request, with the fields that the function does not read at fixed values. */
export function createEvent(request: FunctionRequest): ViewerRequestEvent {
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '192.0.2.1' },
    request,
  };
}

export function createRequest(
  config: ResolvedConfig,
  uri: string,
  differences: ProbeRequest = {},
): FunctionRequest {
  const {
    method = 'GET',
    host = PROBE_HOST,
    headers = {},
    cookies = {},
    query = false,
  } = differences;
  return {
    method,
    uri,
    querystring: query ? { a: { value: 'b' } } : {},
    headers: {
      ...toEventValues({ host, 'sec-fetch-mode': 'navigate', 'x-probe': 'kept', ...headers }),
      ...forgedIdentityHeaders(config),
    },
    cookies: toEventValues(cookies),
  };
}

/** The cookie with a valid token, under the configured name. */
export function tokenCookie({ cookieName }: ResolvedConfig): Record<string, string> {
  return { [cookieName]: createToken() };
}

function toEventValues(
  values: Readonly<Record<string, string>>,
): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
