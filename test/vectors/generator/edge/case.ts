import type { EdgeCase, EdgeEvent, EdgeOutput, EdgeRequest, Reason } from '../../types.js';
import { fields, type Pair } from '../support/fields.js';
import { FIRST, NOW } from '../support/keys.js';
import type { Token } from '../support/token.js';

export type Draft = Omit<EdgeCase, 'id'>;

/**
 * A request in short form. The default is a browser that opens `/reports/7` on `app.example.com`
 * without a cookie.
 */
export interface Ask {
  comment: string;
  flags?: string[];
  config?: Record<string, unknown>;
  secret?: string | null;
  /** Entries of the store beside the secret. */
  store?: Record<string, string | null>;
  now?: number;
  method?: string;
  uri?: string;
  /** Raw, without "?"; null where there is none. */
  query?: string | null;
  /** The runtime has no rawQueryString(). */
  parsedQuery?: boolean;
  /** `sec-fetch-mode`; null for a client that does not send it. */
  mode?: string | null;
  /** A list for a header that the viewer sent several times. */
  headers?: Record<string, string | string[]>;
  /** Parts that the request does not have at all. */
  absent?: ('cookies' | 'headers' | 'querystring')[];
  cookies?: [name: string, value: Token | string][];
}

export const NAME = 'pocket-spa-token';

type Outcome = Pick<Draft, 'verdict' | 'reason' | 'output'> &
  Partial<Pick<Draft, 'headersPresent' | 'bodyIncludes' | 'bodyExcludes'>>;

/** A case from a request and its expected outcome. */
export function edgeCase(ask: Ask, outcome: (request: EdgeRequest) => Outcome): Draft {
  const { comment, flags = [], config = {}, secret = FIRST, now = NOW, query = null } = ask;
  const event = toEvent(ask);
  return {
    comment,
    flags,
    config,
    secret,
    ...(ask.store && { store: ask.store }),
    now,
    ...(ask.parsedQuery ? {} : { rawQuery: query }),
    event,
    ...outcome(event.request),
    macs: collectMacs(ask),
  };
}

export function refusal(reason: Reason, output: EdgeOutput): Outcome {
  return { verdict: 'refuse', reason, output };
}

function toEvent({
  method = 'GET',
  uri = '/reports/7',
  query = null,
  mode = 'navigate',
  headers = {},
  absent = [],
  cookies = [],
}: Ask): EdgeEvent {
  const sent = { host: 'app.example.com', ...(mode !== null && { 'sec-fetch-mode': mode }) };
  const parts = {
    querystring: fields(parseQuery(query ?? '')),
    headers: fields(
      Object.entries({ ...sent, ...headers }).flatMap(([name, value]) =>
        [value].flat().map((one): Pair => [name, one]),
      ),
    ),
    cookies: fields(
      cookies.map(([name, value]): Pair => [name, typeof value === 'string' ? value : value.text]),
    ),
  };
  const present = Object.entries(parts).filter(([name]) => !absent.some((part) => part === name));
  return {
    version: '1.0',
    context: {
      distributionDomainName: 'd111111abcdef8.cloudfront.net',
      distributionId: 'EDFDVBD6EXAMPLE',
      eventType: 'viewer-request',
      requestId: 'EXAMPLEntjQpEXAMPLE_SG5Z-EXAMPLEPmPfEXAMPLEu3EqEXAMPLE==',
    },
    viewer: { ip: '198.51.100.11' },
    request: {
      method,
      uri,
      ...Object.fromEntries(present),
    },
  };
}

function parseQuery(query: string): Pair[] {
  if (query === '') {
    return [];
  }
  return query.split('&').map((pair): Pair => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
}

function collectMacs({ cookies = [] }: Ask) {
  return cookies.flatMap(([, value]) => (typeof value === 'string' ? [] : value.macs));
}
