import type { CookieReadCase, Reason } from '../../types.js';
import { fields } from '../support/fields.js';
import { FIRST, FOREIGN, LATER, NOW, USER } from '../support/keys.js';
import { type Token, token } from '../support/token.js';

export type Draft = Omit<CookieReadCase, 'id'>;
export type Value = Token | string;
type Inputs = Partial<
  Pick<Draft, 'flags' | 'cookieName' | 'secret' | 'now' | 'clockTolerance' | 'writer'>
>;
export type Verdict = Pick<Draft, 'result' | 'reason' | 'userId' | 'expiry'>;

export const NAME = 'pocket-spa-token';
export const junk = 'junk';
export const bad = token(USER, LATER, FOREIGN);

/** These values, each in a cookie of the token's name. */
export const named = (...values: Value[]): [string, Value][] =>
  values.map((value) => [NAME, value]);

export const accepted = (userId = USER, expiry = LATER): Verdict => ({
  result: 'valid',
  reason: null,
  userId,
  expiry,
});

export const refused = (reason: Reason): Verdict => ({
  result: 'invalid',
  reason,
  userId: null,
  expiry: null,
});

/** A header of these cookies, as a browser writes it. */
export function reads(
  comment: string,
  pairs: [name: string, value: Value][],
  verdict: Verdict,
  given: Inputs = {},
): Draft {
  const plain = pairs.map(([name, value]): [string, string] => [name, toText(value)]);
  const header = plain.map((pair) => pair.join('=')).join('; ');
  return draft(
    comment,
    header,
    fields(plain),
    pairs.map(([, value]) => value),
    verdict,
    given,
  );
}

/**
 * A header that no browser writes. It has no `cookies`, because it is not documented how CloudFront
 * splits it.
 */
export function readsHeader(comment: string, header: Value, verdict: Verdict): Draft {
  return draft(comment, toText(header), null, [header], verdict, { flags: ['HeaderSyntax'] });
}

function draft(
  comment: string,
  header: string,
  cookies: Draft['cookies'],
  values: Value[],
  verdict: Verdict,
  { flags = [], cookieName = NAME, secret = FIRST, now = NOW, clockTolerance = 0, writer }: Inputs,
): Draft {
  const macs = values.flatMap((value) => (typeof value === 'string' ? [] : value.macs));
  const inputs = { header, cookies, cookieName, secret, now, clockTolerance };
  return { comment, flags, ...inputs, ...verdict, macs, ...(writer && { writer }) };
}

const toText = (value: Value): string => (typeof value === 'string' ? value : value.text);

export const one = (comment: string, value: Value, verdict: Verdict, flags: string[] = []): Draft =>
  reads(comment, [[NAME, value]], verdict, { flags });

/**
 * A token whose cookie value is written by hand: `inCookie` is the encoded id, followed by the
 * encoding of ":".
 */
export function spelled(
  comment: string,
  userId: string,
  inCookie: string,
  style: 'percent' | 'python',
  colon = ':',
): Draft {
  const made = token(userId);
  const hex = made.macs[0]!.hex;
  const quote = style === 'python' ? '"' : '';
  const value = { ...made, text: `${quote}${inCookie}${colon}1800604800${colon}${hex}${quote}` };
  const flags = style === 'python' ? ['PythonQuoted'] : ['PercentEncoded'];
  return reads(comment, [[NAME, value]], accepted(userId), {
    flags,
    writer: { style, text: made.text },
  });
}

/** A text of `count` units. */
export const text = (count: number, unit = 'x'): string => unit.repeat(count);

/** Several cookies of the name, of which the limits of SPEC 4 say how much is read. */
export const several = (
  comment: string,
  values: Value[],
  verdict: Verdict,
  flags: string[] = [],
  given: Parameters<typeof reads>[3] = {},
): Draft =>
  reads(comment, named(...values), verdict, { ...given, flags: ['Bound', 'Duplicate', ...flags] });
