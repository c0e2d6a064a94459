import { generateToken } from '../../../signer/index.js';
import { NOW } from './engine.js';
import type { BenchRequest } from './request.js';

/** What a cookie of the token's name holds. */
export interface CookiePlan {
  /** The text that the user id, or a text that is no token, repeats. */
  readonly unit: string;
  /** How many characters the text has; for a token, its user id. */
  readonly length: number;
  readonly shape: 'text' | 'forged' | 'expired' | 'signed';
  /** How many of its first characters are percent-encoded. */
  readonly encoded: number;
  /**
   * How many colons, from the first on, are percent-encoded: then only the decoded text is a token.
   */
  readonly encodedColons: number;
  /** Backslashes, evenly spread over the text, which is then put in quotes. */
  readonly escapes: number;
  readonly escape: string;
  readonly quoted: boolean;
  /** What follows the text, inside the quotes. */
  readonly tail: string;
}

/** A request by its parameters, for a search that changes them one by one. */
export interface Plan {
  readonly method: string;
  readonly path: TextPlan;
  /** Undefined: no query. */
  readonly query: TextPlan | undefined;
  /** Query names of three characters, instead of a text. */
  readonly queryNames: number;
  readonly hasRawQuery: boolean;
  readonly cookies: readonly CookiePlan[];
  /** Cookies of other names. */
  readonly otherCookies: number;
  /** The counter of redirects that the viewer sends. */
  readonly bounce: TextPlan | undefined;
  readonly headers: Readonly<Record<string, TextPlan>>;
  /** Headers of names that begin with this text and count up. */
  readonly names: { readonly start: string; readonly count: number };
  /** Spellings of the identity header. */
  readonly spellings: number;
}

/** A text that repeats a unit, between a beginning and an end. */
export interface TextPlan {
  readonly start: string;
  readonly unit: string;
  readonly times: number;
  readonly end: string;
}

export const IDENTITY_HEADER = 'x-auth-user';

const COOKIE_NAME = 'pocket-spa-token';

const BOUNCE_NAME = 'pocket-spa-bounce';

const SEPARATORS = '_.!~+^';

export const text = (start: string, unit = '', times = 0, end = ''): TextPlan => ({
  start,
  unit,
  times,
  end,
});

const BROWSER = {
  'user-agent': text('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
  accept: text('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'),
  'sec-fetch-mode': text('navigate'),
};

export function plan(parts: Partial<Plan> = {}): Plan {
  return {
    method: 'GET',
    path: text('/app/deep'),
    query: undefined,
    queryNames: 0,
    hasRawQuery: true,
    cookies: [],
    otherCookies: 0,
    bounce: undefined,
    headers: BROWSER,
    names: { start: '', count: 0 },
    spellings: 0,
    ...parts,
  };
}

export function cookie(parts: Partial<CookiePlan> = {}): CookiePlan {
  return {
    unit: 'a',
    length: 10,
    shape: 'text',
    encoded: 0,
    encodedColons: 0,
    escapes: 0,
    escape: '\\101',
    quoted: false,
    tail: '',
    ...parts,
  };
}

/**
 * `secret` is the one that the function tries last.
 *
 * @throws RangeError for a signed cookie whose user id no token can have.
 */
export function toRequest(plan: Plan, secret: string): BenchRequest {
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(plan.headers)) {
    headers.push([name, toText(value)]);
  }
  for (let i = 0; i < plan.names.count; i++) {
    headers.push([plan.names.start + counter(i), '']);
  }
  for (let i = 0; i < plan.spellings; i++) {
    headers.push([IDENTITY_HEADER.replace('-', SEPARATORS[i % 6]!), '']);
  }
  const query = plan.queryNames
    ? Array.from({ length: plan.queryNames }, (_, i) => counter(i)).join('&')
    : plan.query && toText(plan.query);
  return {
    method: plan.method,
    path: toText(plan.path),
    ...(query === undefined ? {} : { query }),
    hasRawQuery: plan.hasRawQuery,
    headers,
    cookies: [
      ...(plan.bounce ? [[BOUNCE_NAME, toText(plan.bounce)] as [string, string]] : []),
      ...Array.from(
        { length: plan.otherCookies },
        (_, i) => [`c${counter(i)}`, ''] as [string, string],
      ),
      ...plan.cookies.map(
        (cookie, i) => [COOKIE_NAME, cookieValue(cookie, i, secret)] as [string, string],
      ),
    ],
  };
}

function toText({ start, unit, times, end }: TextPlan): string {
  return start + unit.repeat(times) + end;
}

/** The shortest names that HTTP allows, all different. */
function counter(index: number): string {
  const digits = 'abcdefghijklmnopqrstuvwxyz0123456789-_.!~+^|*#$`';
  let name = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / digits.length) - 1) {
    name = digits[rest % digits.length]! + name;
  }
  return name;
}

function cookieValue(plan: CookiePlan, index: number, secret: string): string {
  const { unit, length, shape } = plan;
  const characters = [...unit.repeat(Math.ceil(length / [...unit].length))].slice(0, length);
  let value = characters.join('');
  if (shape === 'signed') {
    value = generateToken(value, { secret, now: NOW });
  } else if (shape !== 'text') {
    const expiry = shape === 'forged' ? 9007199254740900 + index : 1_000_000_000;
    value = `${value}:${expiry}:${'0123456789abcdef'.repeat(4)}`;
  }
  const symbols = [...value];
  const encoded = encodeAll(symbols.slice(0, plan.encoded).join(''));
  value = encoded + symbols.slice(plan.encoded).join('');
  for (let i = 0; i < plan.encodedColons; i++) {
    value = value.replace(':', '%3A');
  }
  if (plan.escapes) {
    value = spread(value, plan.escapes, plan.escape);
  }
  value += plan.tail;
  return plan.quoted ? `"${value}"` : value;
}

function encodeAll(text: string): string {
  return [...Buffer.from(text)]
    .map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** Puts a text into another one at even distances. */
function spread(text: string, times: number, inserted: string): string {
  const symbols = [...text];
  const step = symbols.length / times;
  let result = '';
  for (let i = 0; i < times; i++) {
    result += inserted + symbols.slice(Math.round(i * step), Math.round((i + 1) * step)).join('');
  }
  return result;
}
