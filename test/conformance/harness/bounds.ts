import { fitsHeader, percentEncoded, plainValue, quotedValue } from './cookie-values.js';
import type { Random } from './random.js';
import { genuineToken, someUserId, type TokenParts } from './token-mutations.js';

// The limits of SPEC 4 that the values are brought close to.
const OCTETS = 4096;
const BACKSLASHES = 32;

/** In no ring. */
const FOREIGN = 'f0'.repeat(32);

/**
 * Up to five values, whose octets in all are near the limit; a token at some place among them.
 */
export function nearOctets(random: Random, parts: TokenParts): string[] {
  const owner = random.oneIn(2) ? parts : { ...parts, userId: someUserId(random) };
  const token = genuineToken(owner);
  const value = random.pick([
    plainValue,
    () => percentEncoded(random, token),
    () => quotedValue(random, token),
  ])(token);
  const carried = fitsHeader(value) ? value : encodeURIComponent(value);
  let left = Math.max(0, OCTETS - Buffer.byteLength(carried) + random.below(5) - 2);
  const values = Array.from({ length: random.below(3) }, () => {
    const size = random.below(left + 1);
    left -= size;
    return filler(random, size);
  });
  values.push(filler(random, left));
  if (random.oneIn(4)) {
    values.splice(random.below(values.length + 1), 0, filler(random, OCTETS + random.below(3)));
  }
  values.splice(random.below(values.length + 1), 0, carried);
  return values;
}

/** No token, of so many octets. */
function filler(random: Random, size: number): string {
  const unit = random.pick(['x', '%41', '\\', '"', 'é', '日', '日', '😀']);
  const length = Buffer.byteLength(unit);
  return unit.repeat(Math.floor(size / length)) + 'x'.repeat(size % length);
}

/** Up to four tokens or parts of one in quotes, whose backslashes in all are near the limit. */
export function nearBackslashes(random: Random, parts: TokenParts): string[] {
  let left = BACKSLASHES;
  return Array.from({ length: 1 + random.below(4) }, () => {
    const count = random.oneIn(2)
      ? random.below(BACKSLASHES + 3)
      : Math.max(0, left + random.below(3) - 1);
    left -= count <= left ? count : 0;
    return inQuotes(random, parts, count);
  });
}

function inQuotes(random: Random, parts: TokenParts, count: number): string {
  if (random.oneIn(4)) {
    return `"${'\\'.repeat(count)}"`;
  }
  const [character, escaped] = random.pick([
    ['"', '\\"'],
    ['\\', '\\\\'],
    ['é', '\\351'],
    ['a', '\\a'],
    ['%', '\\%'],
  ] as const);
  const times = Math.floor(count / (escaped.split('\\').length - 1));
  const secret = random.oneIn(3) ? FOREIGN : parts.secret;
  const token = genuineToken({ ...parts, secret, userId: `x${character.repeat(times)}` });
  const fields = `x${escaped.repeat(times)}${token.slice(1 + times)}`;
  return `"${random.oneIn(4) ? fields.replaceAll(':', '%3A') : fields}"`;
}

/**
 * Up to five values that have one, two or three candidates each: forged, expired, malformed or
 * good.
 */
export function contested(random: Random, parts: TokenParts): string[] {
  const length = 2 + random.below(4);
  return Array.from({ length }, (_, at) => {
    if (random.oneIn(8)) {
      return random.pick(['junk', '%6a', '']);
    }
    const text = genuineToken({
      // Mostly the last one is good, so that it matters whether it is tried.
      secret: random.oneIn(at === length - 1 ? 2 : 8) ? parts.secret : FOREIGN,
      userId: random.pick(['uA', 'u%41', 'u']),
      expiry: random.oneIn(5) ? 1 : parts.expiry,
    });
    const value = random.oneIn(3) ? text : text.replace('A', '%41');
    return random.oneIn(4) ? `"${value}"` : value;
  });
}

/** A token whose id is Latin-1, to be sent as such: most are no UTF-8, and stay as they are. */
export function inLatin1(random: Random, parts: TokenParts): string {
  const characters = Array.from({ length: 1 + random.below(4) }, () => 0x80 + random.below(0x80));
  const token = genuineToken({ ...parts, userId: `${String.fromCharCode(...characters)}x` });
  return random.pick([token, `"${token}"`, token.replaceAll(':', '%3A')]);
}

/**
 * A header, as octets, with one octet beyond ASCII put in somewhere: most are no UTF-8 any more.
 */
export function withOctet(random: Random, header: string): string {
  const octet = random.pick([0x80, 0x85, 0xa0, 0xbf, 0xc3, 0xe5, 0xed, 0xf0, 0xff]);
  const at = random.oneIn(3) ? header.length : random.below(header.length + 1);
  return header.slice(0, at) + String.fromCharCode(octet) + header.slice(at + random.below(2));
}
