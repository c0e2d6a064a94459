import { contested, inLatin1, nearBackslashes, nearOctets, withOctet } from './bounds.js';
import { fitsHeader, percentEncoded, plainValue, quotedValue } from './cookie-values.js';
import { KEY_RINGS, SECRETS, USABLE_KEY_RINGS } from './key-rings.js';
import { someCookieOptions, someNextRequest } from './places.js';
import {
  type CheckRequest,
  type Cookie,
  type ReadRequest,
  type Request,
  toOctets,
} from './protocol.js';
import { createRandom, type Random } from './random.js';
import {
  addSign,
  editDigits,
  editFields,
  flipBits,
  genuineToken,
  someUserId,
  type TokenParts,
  unicodeUserId,
} from './token-mutations.js';

/** One differential case. A seed and an index always give the same case. */
export interface Case {
  readonly index: number;
  /** How the request differs from one with a genuine token; a key of `KINDS`. */
  readonly kind: string;
  readonly request: Request;
}

/** The parts of a token, and what it is checked with. */
interface Inputs extends TokenParts {
  readonly ring: string;
  readonly now: number;
  readonly clockTolerance: number;
}

type CreateRequest = (random: Random, inputs: Inputs) => Request;

// Repeated entries are chosen more often.
const TOLERANCES = [0, 0, 0, 60];
const COOKIE_NAMES = [
  'pocket-spa-token',
  'pocket-spa-token',
  'pocket-spa-token',
  '__Host-id',
  'toString',
];
const OTHER_COOKIE_NAMES = [
  'theme',
  'Pocket-Spa-Token',
  'pocket-spa-token2',
  'x-pocket-spa-token',
  '__host-id',
  '__proto__',
];

const KINDS: Readonly<Record<string, CreateRequest>> = {
  genuine: (random, inputs) => checkOrReadRequest(random, inputs, genuineToken(inputs)),
  'bit flips': (random, inputs) => checkOrReadRequest(random, inputs, flipBits(random, inputs)),
  'field edits': (random, inputs) => checkOrReadRequest(random, inputs, editFields(random, inputs)),
  digits: (random, inputs) => checkOrReadRequest(random, inputs, editDigits(random, inputs)),
  signs: (random, inputs) => checkOrReadRequest(random, inputs, addSign(random, inputs)),
  unicode: (random, inputs) => checkOrReadRequest(random, inputs, unicodeUserId(random, inputs)),
  percent: (random, inputs) =>
    readRequest(random, inputs, [percentEncoded(random, someToken(random, inputs))]),
  quotes: (random, inputs) =>
    readRequest(random, inputs, [quotedValue(random, someToken(random, inputs))]),
  duplicates: (random, inputs) => {
    // After a few values that are not tokens it matters how many are read.
    const values = random.oneIn(3)
      ? [...Array(2 + random.below(4)).fill('junk'), plainValue(genuineToken(inputs))]
      : Array.from({ length: random.below(7) }, () => someCookieValue(random, inputs));
    return readRequest(random, inputs, values);
  },
  lengths: (random, inputs) => readRequest(random, inputs, nearOctets(random, inputs)),
  backslashes: (random, inputs) => readRequest(random, inputs, nearBackslashes(random, inputs)),
  candidates: (random, inputs) => readRequest(random, inputs, contested(random, inputs)),
  octets: (random, inputs) => {
    const owner = { ...inputs, userId: someUserId(random) };
    const request = readRequest(random, owner, [
      plainValue(genuineToken(owner)),
      plainValue(someToken(random, inputs)),
    ]);
    const header = random.oneIn(2)
      ? withOctet(random, request.header)
      : `${request.cookieName}=${inLatin1(random, inputs)}; ${request.header}`;
    // It is not documented what CloudFront makes of octets that are not UTF-8.
    return { ...request, header, cookies: null };
  },
  rings: (random, inputs) =>
    checkOrReadRequest(
      random,
      { ...inputs, ring: random.pick(KEY_RINGS).text },
      someToken(random, inputs),
    ),
  'boundary seconds': (random, inputs) => {
    const expiry = random.pick([
      0,
      1,
      1_800_000_000,
      99_999_999_999,
      8_640_000_000_000,
      Number.MAX_SAFE_INTEGER,
    ]);
    const lastValidSecond = Math.min(expiry + inputs.clockTolerance, 8_640_000_000_000);
    const now = Math.max(0, lastValidSecond + random.below(3) - 1);
    return checkOrReadRequest(random, { ...inputs, now }, genuineToken({ ...inputs, expiry }));
  },
  random: (random, inputs) => checkOrReadRequest(random, inputs, someUserId(random)),
  'cut-offs': (random, inputs) => {
    const cutOff = Math.max(0, inputs.expiry + random.pick([-604_800, -1, 0, 1, 604_800]));
    const request = random.oneIn(3)
      ? readRequest(random, inputs, contested(random, inputs))
      : checkOrReadRequest(random, inputs, someToken(random, inputs));
    return { ...request, cutOff };
  },
  'user keys': (random) => ({ verb: 'key', userId: someUserId(random) }),
  'safe next': (random) => someNextRequest(random),
  signing: (random, { ring, now }) => ({
    verb: 'sign',
    secret: random.oneIn(8) ? random.pick(KEY_RINGS).text : ring,
    userId: someUserId(random),
    maxAge: random.pick([
      0,
      1,
      604_800,
      315_360_000,
      Number.MAX_SAFE_INTEGER - now,
      Number.MAX_SAFE_INTEGER,
      -1,
      0.5,
    ]),
    now,
  }),
  // A request has one fault at most, because the contract does not define which of two faults is
  // reported.
  writing: (random, inputs) =>
    random.oneIn(3)
      ? {
          verb: 'login',
          token: 'a:1:b',
          maxAge: random.pick([Number.MAX_SAFE_INTEGER + 1, -1, 0.5]),
        }
      : { verb: 'login', token: someToken(random, inputs), maxAge: random.pick([0, 604_800]) },
  'cookie options': (random) => {
    const options = someCookieOptions(random);
    return random.oneIn(3)
      ? { verb: 'logout', options }
      : { verb: 'login', token: 'a:1:b', maxAge: random.pick([0, 604_800]), options };
  },
};

export const KIND_NAMES = Object.keys(KINDS);

export function createCase(seed: number, index: number): Case {
  const random = createRandom(seed, index);
  const kind = random.pick(KIND_NAMES);
  return { index, kind, request: KINDS[kind]!(random, createInputs(random)) };
}

function createInputs(random: Random): Inputs {
  const { text: ring, secrets } = random.pick(USABLE_KEY_RINGS);
  const expiry = 1_000_000_000 + random.below(1_000_000_000);
  return {
    ring,
    // In one of five cases, the secret may not be in the key ring.
    secret: random.pick(random.oneIn(5) ? SECRETS : secrets!),
    userId: random.oneIn(3)
      ? someUserId(random)
      : random.pick(['user-1', 'ann@example.com', 'Ann Lee', '1+1 & 2']),
    expiry,
    now: expiry + (random.oneIn(6) ? 100 : -random.below(1000)),
    clockTolerance: random.pick(TOLERANCES),
  };
}

/** A token that is genuine in three of four cases. */
function someToken(random: Random, inputs: Inputs): string {
  return random.oneIn(4)
    ? random.pick([flipBits, editFields, editDigits, addSign, unicodeUserId])(random, inputs)
    : genuineToken(inputs);
}

/** A request to check a token, in one of three cases as a cookie in a header. */
function checkOrReadRequest(
  random: Random,
  inputs: Inputs,
  text: string,
): CheckRequest | ReadRequest {
  if (random.oneIn(3)) {
    return readRequest(random, inputs, [plainValue(text)]);
  }
  const { ring, now, clockTolerance } = inputs;
  return { verb: 'check', secret: ring, token: text, now, clockTolerance };
}

function someCookieValue(random: Random, inputs: Inputs): string {
  const text = someToken(
    random,
    random.oneIn(3) ? { ...inputs, expiry: inputs.now - 100 } : inputs,
  );
  return random.pick([
    () => plainValue(text),
    () => percentEncoded(random, text),
    () => quotedValue(random, text),
    () => '',
  ])();
}

/**
 * A request to read a header that has these values under the configured cookie name, and other
 * cookies.
 */
function readRequest(random: Random, inputs: Inputs, values: readonly string[]): ReadRequest {
  const cookieName = random.pick(COOKIE_NAMES);
  const cookies: Cookie[] = [];
  for (const value of values) {
    if (random.oneIn(4)) {
      cookies.push([random.pick(OTHER_COOKIE_NAMES), plainValue(someToken(random, inputs))]);
    }
    cookies.push([cookieName, fitsHeader(value) ? value : encodeURIComponent(value)]);
  }
  const { ring: secret, now, clockTolerance } = inputs;
  const header = cookies.map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    verb: 'read',
    secret,
    header: toOctets(header),
    cookies,
    cookieName,
    now,
    clockTolerance,
  };
}
