import crypto from 'node:crypto';

/** HMAC-SHA-256 under one key: the MAC of a text's UTF-8 as 64 lower-case hex digits. */
export type Hmac = (text: string) => string;

const BLOCK = 64;
const DIGEST = 32;
const MAC_DIGITS = 64;

// Texts of up to this many UTF-16 units take the fast way. A unit is 3 bytes of UTF-8 at most, so their room can never run out:
// Buffer.write would cut a longer text short without a word.
const SHORT = 192;

/**
 * RFC 2104 as two one-shot hashes over key pads made once: about twice as fast as createHmac, most of whose time goes into
 * making and ending a stream. The digest between the two is binary (Latin-1) text, which costs a third of a Buffer.
 */
export function oneShotHmac(key: Buffer): Hmac {
  const long = streamHmac(key);
  const block = Buffer.alloc(BLOCK);
  (key.length > BLOCK ? crypto.createHash('sha256').update(key).digest() : key).copy(block);
  const inner = Buffer.alloc(BLOCK + 3 * SHORT);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  block.forEach((byte, index) => {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  });
  // One view for each length met: making one costs a tenth of the whole MAC.
  const views: Buffer[] = [];
  return (text) => {
    if (text.length > SHORT) {
      return long(text);
    }
    const end = BLOCK + inner.write(text, BLOCK);
    views[end] ??= inner.subarray(0, end);
    outer.write(crypto.hash('sha256', views[end], 'binary'), BLOCK, 'binary');
    return crypto.hash('sha256', outer, 'hex');
  };
}

/** The same with createHmac, for Node.js before 20.12 and for long texts. */
export function streamHmac(key: Buffer): Hmac {
  const keyObject = crypto.createSecretKey(key);
  return (text) => crypto.createHmac('sha256', keyObject).update(text, 'utf8').digest('hex');
}

/** The faster of the two that this runtime has. */
export const hmac = typeof crypto.hash === 'function' ? oneShotHmac : streamHmac;

// Two MACs side by side, seen as bytes and as 32-bit words.
const WORDS = MAC_DIGITS / 4;
const words = new Int32Array(2 * WORDS);
const digits = Buffer.from(words.buffer);

/**
 * Compares two MACs, each 64 lower-case hex digits, in constant time: no branch hangs on a digit. The digits are compared, not the
 * bytes they stand for, for a hex decoder gives different texts the same bytes. With timingSafeEqual in place of the
 * loop a verification took 6 to 10 % longer.
 */
export function sameMac(a: string, b: string): boolean {
  if (a.length !== MAC_DIGITS || b.length !== MAC_DIGITS) {
    return false;
  }
  digits.write(a, 0, 'latin1');
  digits.write(b, MAC_DIGITS, 'latin1');
  let difference = 0;
  for (let i = 0; i < WORDS; i++) {
    difference |= words[i]! ^ words[WORDS + i]!;
  }
  return difference === 0;
}
