import { fits, percent, plain, quoted } from './cookies.js';
import { type Dice, diceOf } from './dice.js';
import type { Cookie, ReadRequest, Request } from './request.js';
import { RINGS, SECRETS, USABLE } from './rings.js';
import {
  bitFlips,
  digits,
  fieldEdits,
  genuine,
  type Parts,
  signs,
  unicode,
  userId,
} from './tokens.js';

/** One differential case; the same for ever for a seed and an index. */
export interface Case {
  readonly index: number;
  /** What was done to a genuine token. */
  readonly kind: string;
  readonly request: Request;
}

interface World extends Parts {
  readonly ring: string;
  readonly now: number;
  readonly clockTolerance: number;
}

type Make = (dice: Dice, world: World) => Request;

const TOLERANCES = [0, 0, 0, 60];
const NAMES = ['pocket-spa-token', 'pocket-spa-token', 'pocket-spa-token', '__Host-id', 'toString'];
const OTHER_NAMES = [
  'theme',
  'Pocket-Spa-Token',
  'pocket-spa-token2',
  'x-pocket-spa-token',
  '__proto__',
];

const KINDS: Readonly<Record<string, Make>> = {
  genuine: (dice, world) => carried(dice, world, genuine(world)),
  'bit flips': (dice, world) => carried(dice, world, bitFlips(dice, world)),
  'field edits': (dice, world) => carried(dice, world, fieldEdits(dice, world)),
  digits: (dice, world) => carried(dice, world, digits(dice, world)),
  signs: (dice, world) => carried(dice, world, signs(dice, world)),
  unicode: (dice, world) => carried(dice, world, unicode(dice, world)),
  percent: (dice, world) => reading(dice, world, [percent(dice, token(dice, world))]),
  quotes: (dice, world) => reading(dice, world, [quoted(dice, token(dice, world))]),
  duplicates: (dice, world) => {
    const values = Array.from({ length: dice.below(7) }, () => duplicate(dice, world));
    return reading(dice, world, values);
  },
  rings: (dice, world) =>
    carried(dice, { ...world, ring: dice.pick(RINGS).text }, token(dice, world)),
  'boundary seconds': (dice, world) => {
    const expiry = dice.pick([0, 1, 1_800_000_000, 8_640_000_000_000, Number.MAX_SAFE_INTEGER]);
    const border = Math.min(expiry + world.clockTolerance, 8_640_000_000_000);
    const now = Math.max(0, border + dice.below(3) - 1);
    return carried(dice, { ...world, now }, genuine({ ...world, expiry }));
  },
  random: (dice, world) => carried(dice, world, userId(dice)),
  signing: (dice, { ring, now }) => ({
    verb: 'sign',
    secret: dice.once(8) ? dice.pick(RINGS).text : ring,
    userId: userId(dice),
    maxAge: dice.pick([
      0,
      1,
      604_800,
      Number.MAX_SAFE_INTEGER - now,
      Number.MAX_SAFE_INTEGER,
      -1,
      0.5,
    ]),
    now,
  }),
  // One fault at a time: the contract does not say which of two is told.
  writing: (dice, world) =>
    dice.once(3)
      ? { verb: 'login', token: 'a:1:b', maxAge: dice.pick([Number.MAX_SAFE_INTEGER + 1, -1, 0.5]) }
      : { verb: 'login', token: token(dice, world), maxAge: dice.pick([0, 604_800]) },
};

export const KIND_NAMES = Object.keys(KINDS);

export function caseOf(seed: number, index: number): Case {
  const dice = diceOf(seed, index);
  const kind = dice.pick(KIND_NAMES);
  return { index, kind, request: KINDS[kind]!(dice, worldOf(dice)) };
}

function worldOf(dice: Dice): World {
  const { text: ring, secrets } = dice.pick(USABLE);
  const expiry = 1_000_000_000 + dice.below(1_000_000_000);
  return {
    ring,
    // Once in a while a secret that is perhaps not in the ring.
    secret: dice.pick(dice.once(5) ? SECRETS : secrets!),
    userId: dice.once(3)
      ? userId(dice)
      : dice.pick(['user-1', 'ann@example.com', 'Ann Lee', '1+1 & 2']),
    expiry,
    now: expiry + (dice.once(6) ? 100 : -dice.below(1000)),
    clockTolerance: dice.pick(TOLERANCES),
  };
}

/** Some token: mostly a genuine one. */
function token(dice: Dice, world: World): string {
  return dice.once(4)
    ? dice.pick([bitFlips, fieldEdits, digits, signs, unicode])(dice, world)
    : genuine(world);
}

/** A token to be checked, on its own or in a header. */
function carried(dice: Dice, world: World, text: string): Request {
  if (dice.once(3)) {
    return reading(dice, world, [plain(text)]);
  }
  const { ring, now, clockTolerance } = world;
  return { verb: 'check', secret: ring, token: text, now, clockTolerance };
}

function duplicate(dice: Dice, world: World): string {
  const text = token(dice, dice.once(3) ? { ...world, expiry: world.now - 100 } : world);
  return dice.pick([
    () => plain(text),
    () => percent(dice, text),
    () => quoted(dice, text),
    () => '',
  ])();
}

/** A header with these values under the configured name, among others. */
function reading(dice: Dice, world: World, values: readonly string[]): ReadRequest {
  const cookieName = dice.pick(NAMES);
  const cookies: Cookie[] = [];
  for (const value of values) {
    if (dice.once(4)) {
      cookies.push([dice.pick(OTHER_NAMES), plain(token(dice, world))]);
    }
    cookies.push([cookieName, fits(value) ? value : encodeURIComponent(value)]);
  }
  const { ring: secret, now, clockTolerance } = world;
  const header = cookies.map(([name, value]) => `${name}=${value}`).join('; ');
  return { verb: 'read', secret, header, cookies, cookieName, now, clockTolerance };
}
