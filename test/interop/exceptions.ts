import type { Outcome } from './measure.js';

/**
 * User ids that a party cannot handle, and the reason. Every other user id is accepted by every
 * party.
 */
export interface Exception {
  readonly parties: readonly string[];
  readonly ids: RegExp;
  readonly outcomes: readonly Outcome[];
  readonly why: string;
}

// The characters that SPEC section 4 percent-encodes.
const ENCODED = /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/;

const NOT_WRITTEN: Outcome[] = ['not written', 'not written', 'not written'];
const REFUSED: Outcome[] = ['refused', 'refused', 'refused'];

/** The exceptions of the issuers. The first that applies counts. */
export const ISSUER_EXCEPTIONS: readonly Exception[] = [
  {
    parties: ['Django spa_login', 'Django middleware'],
    ids: /[^\x00-\xff]/,
    outcomes: NOT_WRITTEN,
    why: "Python's `http.cookies` escapes what Latin-1 has and leaves the rest as it is, and WSGI allows no other character in a header (PEP 3333): the response is a 500, from waitress and from gunicorn. With the middleware such a user cannot even sign in.",
  },
  {
    parties: ['Django spa_login', 'Django middleware'],
    ids: /(?:["\\\x80-\xff][\x00-\x7f]*){33}/,
    outcomes: REFUSED,
    why: "Python's `http.cookies` writes each character of Latin-1 beyond ASCII as an escape. SPEC section 4 undoes 32 of them.",
  },
  {
    parties: ['Node setHeader', 'Koa ctx.cookies.set'],
    ids: /[^\x00-\xff]/,
    outcomes: NOT_WRITTEN,
    why: 'Neither encodes the value, and neither Node nor Koa takes a character above Latin-1: the response is a 500.',
  },
  {
    parties: ['Koa ctx.cookies.set'],
    ids: /;/,
    outcomes: NOT_WRITTEN,
    why: 'Koa refuses a value with a semicolon: the response is a 500.',
  },
  {
    parties: ['Node setHeader', 'Rust login_cookie_value'],
    ids: /;/,
    outcomes: REFUSED,
    why: 'A value that is written as it is ends at its first semicolon, and a browser takes the rest for attributes.',
  },
  {
    parties: ['Node setHeader', 'Koa ctx.cookies.set', 'Rust login_cookie_value'],
    ids: /^ /,
    outcomes: REFUSED,
    why: 'A browser drops the spaces at the ends of a value that is written as it is (RFC 6265 section 5.2).',
  },
];

/** The exceptions of the acceptors. The first that applies counts. */
export const ACCEPTOR_EXCEPTIONS: readonly Exception[] = [
  {
    parties: ['Django request.COOKIES'],
    ids: ENCODED,
    outcomes: ['refused'],
    why: 'Django undoes its own quoting and no percent-encoding, so it cannot read the value that `loginCookieValue` writes for an id outside the cookie octets.',
  },
  {
    parties: ['Django middleware'],
    ids: /[^\x00-\xff]/,
    outcomes: ['failed'],
    why: 'As an issuer: the middleware does not understand the cookie, writes its own, and the response is a 500.',
  },
  {
    parties: ['Django middleware'],
    ids: ENCODED,
    outcomes: ['replaced'],
    why: 'It cannot read the cookie either and replaces it, once, by one that it can; both are accepted at the edge.',
  },
];

/** The exception of a party for a user id, if there is one. */
export function findException(
  exceptions: readonly Exception[],
  party: string,
  userId: string,
): Exception | undefined {
  return exceptions.find(({ parties, ids }) => parties.includes(party) && ids.test(userId));
}
