import type { ResolvedConfig } from '../../config/edge-config.js';
import type { EventValue, FunctionRequest } from '../../platform/event.js';
import { validToken } from './probe.js';

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
      ...items({ host, 'sec-fetch-mode': 'navigate', 'x-probe': 'kept', ...headers }),
      ...forgedIdentityHeaders(config),
    },
    cookies: items(cookies),
  };
}

export function tokenCookie({ cookieName }: ResolvedConfig): Record<string, string> {
  return { [cookieName]: validToken() };
}

function items(values: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
