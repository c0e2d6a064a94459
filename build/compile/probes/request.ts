import { createHmac } from 'node:crypto';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { EventValue, FunctionRequest } from '../../platform/event.js';

/** The clock of every probe, in Unix seconds. */
export const PROBE_TIME = 1_700_000_000;

/** Not the secret of the build: that one is never at hand for the KeyValueStore. */
export const PROBE_SECRET = 'a5'.repeat(32);

/** With characters that the identity header has to escape, and one that it has to leave. */
export const USER_ID = 'zoe@example.org, 7 %';

export const ESCAPED_USER_ID = 'zoe@example.org%2C%207%20%25';

/** The last second of the token. */
export const EXPIRY = PROBE_TIME + 60;

/** A token that is valid at that clock. */
export function validToken(): string {
  const message = `${USER_ID}:${EXPIRY}`;
  const mac = createHmac('sha256', Buffer.from(PROBE_SECRET, 'hex')).update(message).digest('hex');
  return `${message}:${mac}`;
}

type Headers = Record<string, EventValue>;

/** The identity header as a viewer might forge it, in each spelling that some server takes for it; none where it is off. */
export function forgedIdentityHeaders({ identityHeader }: ResolvedConfig): Headers {
  if (identityHeader === false) {
    return {};
  }
  const names = [
    identityHeader,
    identityHeader.toUpperCase(),
    ...['-', '_', '.', '!', '~'].map((mark) => identityHeader.replace(/[-_.]/g, mark)),
  ];
  return Object.fromEntries(names.map((name) => [name, { value: 'forged' }]));
}

export function withoutForgedHeaders(config: ResolvedConfig, headers: Headers): Headers {
  const copies = forgedIdentityHeaders(config);
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !Object.hasOwn(copies, name)),
  );
}

export const PROBE_HOST = 'site.example';

/** What a probe sends unless it says otherwise: a navigation without a token. */
export interface ProbeRequest {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** The query `a=b`. */
  readonly query?: boolean;
}

export function createRequest(
  config: ResolvedConfig,
  uri: string,
  sent: ProbeRequest = {},
): FunctionRequest {
  const { method = 'GET', host = PROBE_HOST, headers = {}, cookies = {}, query = false } = sent;
  return {
    method,
    uri,
    querystring: query ? { a: { value: 'b' } } : {},
    headers: {
      ...toItems({ host, 'sec-fetch-mode': 'navigate', 'x-probe': 'kept', ...headers }),
      ...forgedIdentityHeaders(config),
    },
    cookies: toItems(cookies),
  };
}

export function tokenCookie({ cookieName }: ResolvedConfig): Record<string, string> {
  return { [cookieName]: validToken() };
}

function toItems(values: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
