import type { Disagreement } from './disagreements.js';

/** A way in which a sibling differs from the contract, and which side is right. */
export interface Difference {
  readonly what: string;
  readonly contract: string;
  readonly siblings: string;
  /** Which side is right, and why. */
  readonly right: string;
  covers(disagreement: Disagreement): boolean;
}

/** Covers cases of some kinds whose comment matches. */
function matching(kinds: string, comment: RegExp): Difference['covers'] {
  return (one) => kinds.split(' ').includes(one.kind) && comment.test(one.comment);
}

/** The known differences. The first that covers a disagreement counts. */
export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'Key ring',
    contract: 'the first secret signs, all verify',
    siblings: 'one secret alone: Python raises on a comma, Rust finds every token invalid',
    right: 'The contract. Until a sibling knows rings, give it the first secret by itself.',
    covers: ({ question: [verb, secret] }) => verb !== 'login' && `${secret}`.includes(','),
  },
  {
    what: 'Clock tolerance',
    contract: 'as configured, 0 unless it is',
    siblings: 'none',
    right: "Both: the tolerance is each verifier's own.",
    covers: ({ clockTolerance }) => clockTolerance > 0,
  },
  {
    what: 'The last second',
    contract: 'the clock is rounded down: valid to the end of the second of expiry',
    siblings:
      "Python compares the clock's fraction too and refuses within that second; Rust rounds down",
    right: 'The contract: the expiry is a whole second. The difference is less than one.',
    covers: matching('token-verify', /last millisecond/),
  },
  {
    what: 'Form of the secret',
    contract: '16 to 128 bytes; white space round it ignored, none inside',
    siblings: 'any length, even none; Python skips white space inside, Rust refuses it outside',
    right: 'The contract: a short key can be guessed and an empty one is known to everybody.',
    covers: (one) => one.kind === 'secret' || matching('token-generate', /^an empty secret$/)(one),
  },
  {
    what: 'Empty user id',
    contract: 'refused',
    siblings: 'signed and verified',
    right: "The contract: an id that was never set is nobody's.",
    covers: matching('token-generate token-verify', /^an empty id$|^no user id$/),
  },
  {
    what: 'Control character in the user id',
    contract: 'refused',
    siblings: 'signed and verified',
    right: 'The contract: the id goes into headers and logs.',
    covers: ({ kind, comment, flags }) =>
      flags.includes('ControlCharacter') &&
      kind !== 'cookie-write' &&
      !/before|after/.test(comment),
  },
  {
    what: 'User id over 1,024 bytes, token over 4,096 characters',
    contract: 'refused',
    siblings: 'signed and verified',
    right: 'The contract: a browser drops such a cookie.',
    covers: matching('token-generate token-verify', /1,02\d bytes|5,000 characters/),
  },
  {
    what: 'Expiry beyond 2^53-1',
    contract: 'refused',
    siblings: 'signed and verified: Python to any length, Rust to 64 bits',
    right: 'The contract: JavaScript would round it, and the edge runs JavaScript.',
    covers: matching('token-generate token-verify', /2\^53|^expiry of \d+ (digits|nines)/),
  },
  {
    what: 'Other spellings of the expiry',
    contract: 'canonical decimal alone',
    siblings:
      '`int()` takes "+5", "05", " 5", "1_0" and every script\'s digits; Rust\'s `parse` takes "+5" and "05"',
    right: 'The contract: one token, one spelling. No harm by itself, for the MAC covers the text.',
    covers: matching(
      'token-verify',
      /^a plus sign$|leading zero|^a (space|tab|no-break space|line feed) (before|after)$|groups|digits$/,
    ),
  },
  {
    what: 'Upper-case hex in the MAC',
    contract: 'refused',
    siblings: 'Rust accepts it, Python does not',
    right: 'The contract and Python: one token, one spelling.',
    covers: matching('token-verify', /upper-case/),
  },
  {
    what: 'MAC beyond ASCII',
    contract: 'refused',
    siblings:
      'Python raises: `hmac.compare_digest` takes no such text. A cookie that anybody can make up gets a 500',
    right: 'The contract and Rust: hostile input never throws.',
    covers: matching('token-verify', /beyond ASCII|full-width last digit/),
  },
  {
    what: 'Negative lifetime',
    contract: 'an error of the caller',
    siblings: "Python signs a token that has expired already; Rust's type has no negative number",
    right: 'The contract and Rust.',
    covers: matching('token-generate', /negative lifetime/),
  },
  {
    what: 'More than 32 backslashes in quoted values',
    contract: 'not unescaped',
    siblings: 'Django undoes any number of escapes',
    right:
      'The contract: an escape costs the edge about 6,000 instructions, and no ordinary id needs more.',
    covers: matching('cookie-read', /^33 |^17 pairs/),
  },
  {
    what: 'Octets of the header',
    contract: 'octets that are valid UTF-8 are read as UTF-8',
    siblings: 'Django does this in its WSGI handler, before it reads the cookies',
    right: 'Both: the question contains the octets as Latin-1, as a server passes them.',
    covers: ({ kind, flags }) => kind === 'cookie-read' && flags.includes('Octets'),
  },
  {
    what: 'Blanks around the name',
    contract: 'spaces and tabs are not part of it (RFC 6265, 5.2); any other blank is',
    siblings: 'Django takes off every blank that Python knows, such as a vertical tab',
    right: 'The contract. No server lets such a blank through in a header.',
    covers: matching('cookie-read', /^another blank is part of the name$/),
  },
  {
    what: 'Percent-encoded cookie',
    contract: 'decoded where the value itself does not verify',
    siblings: 'Django does not decode it',
    right: 'The contract: Express, Fastify, Hono and this package write such cookies.',
    covers: ({ kind, flags }) => kind === 'cookie-read' && flags.includes('PercentEncoded'),
  },
  {
    what: 'Several cookies of the name',
    contract: 'the first of the first four that verifies',
    siblings: 'Django keeps the last',
    right: 'The contract: a stale cookie of another path may come last.',
    covers: ({ kind, flags }) => kind === 'cookie-read' && flags.includes('Duplicate'),
  },
  {
    what: 'Writing the cookie',
    contract: 'what is no cookie octet is percent-encoded; 4,096 octets at most',
    siblings:
      "Rust writes the token as it is: a semicolon begins attributes, a line break is the server's to refuse",
    right: 'The contract. For ids of cookie octets both write the same bytes.',
    covers: ({ kind }) => kind === 'cookie-write',
  },
];

/** The known difference that covers a disagreement; undefined if it is a new one. */
export function findDifference(disagreement: Disagreement): Difference | undefined {
  return DIFFERENCES.find(({ covers }) => covers(disagreement));
}
