import type { ResolvedConfig } from '../../../config/types.js';
import type { FunctionRequest } from '../../../preview/event.js';
import { copiesOf } from './copies.js';
import { validToken } from './token.js';

export const HOST = 'site.example';

/** What a probe sends unless it says otherwise: a navigation without a token. */
export interface Sent {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** The query `a=b`. */
  readonly query?: boolean;
}

export function requestTo(config: ResolvedConfig, uri: string, sent: Sent = {}): FunctionRequest {
  const { method = 'GET', host = HOST, headers = {}, cookies = {}, query = false } = sent;
  return {
    method,
    uri,
    querystring: query ? { a: { value: 'b' } } : {},
    headers: {
      ...items({ host, 'sec-fetch-mode': 'navigate', 'x-probe': 'kept', ...headers }),
      ...copiesOf(config),
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
