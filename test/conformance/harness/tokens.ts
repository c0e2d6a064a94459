import type { Dice } from './dice.js';
import { macOf } from './rings.js';

/** The parts of a token before anything is done to it. */
export interface Parts {
  readonly secret: string;
  readonly userId: string;
  readonly expiry: number;
}

/** A token that is right for its text, whatever the text. */
export function signed(secret: string, userId: string, expiry: string | number): string {
  const claim = `${userId}:${expiry}`;
  return `${claim}:${macOf(secret, claim)}`;
}

export const genuine = ({ secret, userId, expiry }: Parts): string =>
  signed(secret, userId, expiry);

/** One to three bits of it turned over; what stays well-formed text is the sender's choice. */
export function bitFlips(dice: Dice, parts: Parts): string {
  const characters = [...genuine(parts)];
  for (let left = 1 + dice.below(3); left > 0; left--) {
    const at = dice.below(characters.length);
    const code = characters[at]!.codePointAt(0)! ^ (1 << dice.below(7));
    if (code < 0xd800 || code > 0xdfff) {
      characters[at] = String.fromCodePoint(code);
    }
  }
  return characters.join('');
}

/** Fields dropped, repeated, emptied, exchanged, padded, or from another token. */
export function fieldEdits(dice: Dice, parts: Parts): string {
  const token = genuine(parts);
  const [user, expiry, mac] = [parts.userId, String(parts.expiry), token.slice(-64)] as const;
  const blank = dice.pick([' ', '\t', '\n', '\r\n', '\0', '\u00a0', '\ufeff', '\u2028']);
  return dice.pick([
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
    () => `${user}:${expiry}:${mac.slice(0, dice.below(64))}`,
    () => `${user}:${expiry}:${mac}${dice.pick(['0', 'a', mac])}`,
    () => `${user}:${expiry}:${'0'.repeat(64)}`,
    () => `${user}:${expiry}:${macOf(parts.secret, `${user}:${parts.expiry + 1}`)}`,
    () => `${user}:${expiry}:${macOf(parts.secret, user)}`,
    () => `${user}x:${expiry}:${mac}`,
    () => `${user}:${parts.expiry + 1}:${mac}`,
    () => signed('', user, expiry),
    () => signed(parts.secret, '', expiry),
    () => signed(parts.secret, `${user}:x`, expiry),
  ])();
}

/** Texts that some parser reads as a number, each with the MAC that is right for it. */
export function digits(dice: Dice, { secret, userId, expiry }: Parts): string {
  const other = (zero: number) =>
    [...String(expiry)].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
  const text = dice.pick([
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
  return signed(secret, userId, text);
}

/** A sign or white space at the number, with the MAC that is right for it. */
export function signs(dice: Dice, { secret, userId, expiry }: Parts): string {
  const mark = dice.pick(['+', '-', '−', '＋', ' ', '\t', '\n', '\v', '\f', '\r', '\x1c', '\0']);
  const space = dice.pick(['\u0085', '\u00a0', '\u1680', '\u2003', '\u2029', '\u3000', '\ufeff']);
  const text = dice.pick([
    () => `${mark}${expiry}`,
    () => `${expiry}${mark}`,
    () => `${mark}${mark}${expiry}`,
    () => `${space}${expiry}`,
    () => `${expiry}${space}`,
    () => '-0',
    () => '+0',
  ])();
  return signed(secret, userId, text);
}

/** User ids of every kind of character and round the limit of 1,024 bytes, each with the MAC that is right for it. */
export function unicode(dice: Dice, { secret, expiry }: Parts): string {
  return signed(secret, userId(dice), expiry);
}

/** Any user id, now and then one that the grammar refuses. */
export function userId(dice: Dice): string {
  if (dice.once(6)) {
    return longId(dice);
  }
  let text = '';
  for (let left = dice.below(12); left >= 0; left--) {
    text += character(dice);
  }
  return text;
}

function longId(dice: Dice): string {
  const unit = dice.pick(['a', 'é', '日', '😀', '%', ' ']);
  const size = Buffer.byteLength(unit);
  const units = Math.floor(1024 / size);
  return unit.repeat(units) + 'x'.repeat(Math.max(0, 1024 - units * size + dice.below(4) - 1));
}

function character(dice: Dice): string {
  switch (dice.below(8)) {
    case 0:
      return String.fromCodePoint(dice.below(0x20));
    case 1:
      return dice.pick([
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
      return dice.pick([
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
      return dice.pick(['é', 'e\u0301', 'ß', 'ı', 'K', '日', 'ﬁ', '😀', '👩‍💻', '🇪🇺', 'אב', '١']);
    case 4:
      return dice.pick([...'%"\\\';,= +&<>/?#@|~`^']);
    default:
      return String.fromCodePoint(0x21 + dice.below(0x5e));
  }
}
