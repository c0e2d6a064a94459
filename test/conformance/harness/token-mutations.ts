import { computeMac } from './key-rings.js';
import type { Random } from './random.js';

/** The parts of a genuine token, and the secret that signs it. */
export interface TokenParts {
  readonly secret: string;
  readonly userId: string;
  readonly expiry: number;
}

/** A token with the right MAC for its user id and its expiry, even if they are not valid. */
export function signText(secret: string, userId: string, expiry: string | number): string {
  const claim = `${userId}:${expiry}`;
  return `${claim}:${computeMac(secret, claim)}`;
}

export const genuineToken = ({ secret, userId, expiry }: TokenParts): string =>
  signText(secret, userId, expiry);

/** Flips one to three bits of the characters. A flip that would give a surrogate is skipped. */
export function flipBits(random: Random, parts: TokenParts): string {
  const characters = [...genuineToken(parts)];
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(characters.length);
    const code = characters[at]!.codePointAt(0)! ^ (1 << random.below(7));
    if (code < 0xd800 || code > 0xdfff) {
      characters[at] = String.fromCodePoint(code);
    }
  }
  return characters.join('');
}

/** Removes, repeats, empties, exchanges, pads or replaces fields of the token. */
export function editFields(random: Random, parts: TokenParts): string {
  const token = genuineToken(parts);
  const [user, expiry, mac] = [parts.userId, String(parts.expiry), token.slice(-64)] as const;
  const blank = random.pick([' ', '\t', '\n', '\r\n', '\0', '\u00a0', '\ufeff', '\u2028']);
  return random.pick([
    () => `${user}:${expiry}`,
    () => `${user}:${expiry}:`,
    () => `${user}:${mac}`,
    () => `:${expiry}:${mac}`,
    () => `${user}::${mac}`,
    () => `${user}:${mac}:${expiry}`,
    () => `${expiry}:${user}:${mac}`,
    () => `${token}:${mac}`,
    () => `${user}:${token}`,
    () => `${token}:`,
    () => `:${token}`,
    () => `${token}${blank}`,
    () => `${blank}${token}`,
    () => `${user}:${expiry}${blank}:${mac}`,
    () => `${user}:${expiry}:${mac.toUpperCase()}`,
    () => `${user}:${expiry}:${mac.slice(0, random.below(64))}`,
    () => `${user}:${expiry}:${mac}${random.pick(['0', 'a', mac])}`,
    () => `${user}:${expiry}:${'0'.repeat(64)}`,
    () => `${user}:${expiry}:${computeMac(parts.secret, `${user}:${parts.expiry + 1}`)}`,
    () => `${user}:${expiry}:${computeMac(parts.secret, user)}`,
    () => `${user}x:${expiry}:${mac}`,
    () => `${user}:${parts.expiry + 1}:${mac}`,
    () => signText('', user, expiry),
    () => signText(parts.secret, '', expiry),
    () => signText(parts.secret, `${user}:x`, expiry),
  ])();
}

/** Replaces the expiry with text that some parsers read as a number. The MAC is right for it. */
export function editDigits(random: Random, { secret, userId, expiry }: TokenParts): string {
  const other = (zero: number) =>
    [...String(expiry)].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
  const text = random.pick([
    () => `0${expiry}`,
    () => `00${expiry}`,
    () => '00',
    () => '0',
    () => '',
    () => '9007199254740991',
    () => '9007199254740992',
    () => '9007199254740993',
    () => '9999999999999999',
    () => '99999999999999999',
    () => '18446744073709551616',
    () => '1'.repeat(400),
    () => `${expiry}e0`,
    () => `${expiry}.0`,
    () => `${expiry}.`,
    () => `${expiry}n`,
    () => `${expiry}L`,
    () => `0x${expiry.toString(16)}`,
    () => `0${expiry.toString(8)}`,
    () => `0o${expiry.toString(8)}`,
    () => `0b${expiry.toString(2)}`,
    () => `${expiry}`.replace(/(?=...$)/, '_'),
    () => `${expiry}`.replace(/(?=...$)/, ','),
    () => other(0x660),
    () => other(0x966),
    () => other(0xff10),
    () => other(0x1d7ce),
    () => `${expiry}`.replace(/.$/, '²'),
    () => `${expiry}`.replace(/.$/, 'Ⅷ'),
    () => 'NaN',
    () => 'Infinity',
    () => 'null',
  ])();
  return signText(secret, userId, text);
}

/** Adds a sign or white space to the expiry. The MAC is right for it. */
export function addSign(random: Random, { secret, userId, expiry }: TokenParts): string {
  const mark = random.pick(['+', '-', '−', '＋', ' ', '\t', '\n', '\v', '\f', '\r', '\x1c', '\0']);
  const space = random.pick(['\u0085', '\u00a0', '\u1680', '\u2003', '\u2029', '\u3000', '\ufeff']);
  const text = random.pick([
    () => `${mark}${expiry}`,
    () => `${expiry}${mark}`,
    () => `${mark}${mark}${expiry}`,
    () => `${space}${expiry}`,
    () => `${expiry}${space}`,
    () => '-0',
    () => '+0',
  ])();
  return signText(secret, userId, text);
}

/**
 * Uses a user id with characters of any kind, or with a length near 1,024 bytes. The MAC is right
 * for it.
 */
export function unicodeUserId(random: Random, { secret, expiry }: TokenParts): string {
  return signText(secret, someUserId(random), expiry);
}

/** Any user id. Some of them are refused by the grammar. */
export function someUserId(random: Random): string {
  if (random.oneIn(6)) {
    return longId(random);
  }
  let text = '';
  for (let left = random.below(12); left >= 0; left--) {
    text += character(random);
  }
  return text;
}

function longId(random: Random): string {
  const unit = random.pick(['a', 'é', '日', '😀', '%', ' ']);
  const size = Buffer.byteLength(unit);
  const units = Math.floor(1024 / size);
  return unit.repeat(units) + 'x'.repeat(Math.max(0, 1024 - units * size + random.below(4) - 1));
}

function character(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return String.fromCodePoint(random.below(0x20));
    case 1:
      return random.pick([
        ':',
        '\x7f',
        '\x80',
        '\x85',
        '\x9f',
        '\u00ad',
        '\u200b',
        '\u2028',
        '\u202e',
      ]);
    case 2:
      return random.pick([
        '\ufeff',
        '\ufffd',
        '\ufffe',
        '\uffff',
        '\u{1fffe}',
        '\u{10ffff}',
        '\ud7ff',
        '\ue000',
      ]);
    case 3:
      return random.pick(['é', 'e\u0301', 'ß', 'ı', 'K', '日', 'ﬁ', '😀', '👩‍💻', '🇪🇺', 'אב', '١']);
    case 4:
      return random.pick([...'%"\\\';,= +&<>/?#@|~`^']);
    default:
      return String.fromCodePoint(0x21 + random.below(0x5e));
  }
}
