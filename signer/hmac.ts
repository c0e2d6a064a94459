import crypto from 'node:crypto';

/** 64 lower-case hex digits, or 32 characters of one byte each. */
export type MacEncoding = 'hex' | 'binary';

/** HMAC-SHA-256 under one key. */
export interface Hmac {
  /** The MAC of a text's UTF-8 as 64 lower-case hex digits. It overwrites {@link octets}. */
  (text: string): string;
  /** The MAC of the first octets of {@link octets}, in hex or as binary (Latin-1) text. */
  ofOctets(length: number, encoding: MacEncoding): string;
}

const BLOCK_BYTES = 64;
const MAX_UTF8_BYTES_PER_UNIT = 3;
/** A MAC has 32 bytes. */
export const MAC_BYTES = 32;

/** Room for the longest token of SPEC 1, 1,106 octets, and for one character more. */
const OCTETS = 1_110;

// The key's inner pad, and behind it the text. The hash reads both at once, without a copy.
const padded = Buffer.alloc(BLOCK_BYTES + OCTETS);
// The pad that is in `padded`. Few programs use more than one key.
let currentPad: Buffer | undefined;
// One view for each length in use: creating a view costs a twentieth of the whole MAC.
const views: Buffer[] = [];

/**
 * The UTF-8 of the text that was read or signed last. All texts share it, because nothing here
 * waits: whoever writes it uses it before anybody else can.
 */
export const octets = padded.subarray(BLOCK_BYTES);

/**
 * RFC 2104 as two one-shot hashes over key pads that are computed once. About twice as fast as
 * createHmac, which spends most of its time on setting up and ending a stream. The inner digest is
 * binary (Latin-1) text, which costs a third of a Buffer.
 */
export function oneShotHmac(key: Buffer): Hmac {
  const { hash } = crypto;
  const hmacOfLongText = streamHmac(key);
  const innerPad = Buffer.alloc(BLOCK_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + MAC_BYTES);
  outer.fill(0x5c, 0, BLOCK_BYTES);
  const block = key.length > BLOCK_BYTES ? crypto.createHash('sha256').update(key).digest() : key;
  block.forEach((byte, index) => {
    innerPad[index]! ^= byte;
    outer[index]! ^= byte;
  });
  const ofOctets = (length: number, encoding: MacEncoding) => {
    if (currentPad !== innerPad) {
      padded.set(innerPad);
      currentPad = innerPad;
    }
    views[length] ??= padded.subarray(0, BLOCK_BYTES + length);
    const digest = hash('sha256', views[length], 'binary');
    // For so few bytes the loop takes two thirds of the time of Buffer.write.
    for (let i = 0; i < MAC_BYTES; i++) {
      outer[BLOCK_BYTES + i] = digest.charCodeAt(i);
    }
    return hash('sha256', outer, encoding);
  };
  const ofText = (text: string) =>
    // Buffer.write would silently truncate a text that does not fit.
    text.length * MAX_UTF8_BYTES_PER_UNIT > OCTETS
      ? hmacOfLongText(text)
      : ofOctets(octets.write(text), 'hex');
  return Object.assign(ofText, { ofOctets });
}

/** The same with createHmac, for Node.js before 20.12 and for long texts. */
export function streamHmac(key: Buffer): Hmac {
  const keyObject = crypto.createSecretKey(key);
  const start = () => crypto.createHmac('sha256', keyObject);
  return Object.assign((text: string) => start().update(text, 'utf8').digest('hex'), {
    ofOctets: (length: number, encoding: MacEncoding) =>
      start().update(octets.subarray(0, length)).digest(encoding),
  });
}

/** Creates the HMAC of a key by the faster way that this runtime has. */
export const hmac = typeof crypto.hash === 'function' ? oneShotHmac : streamHmac;

/**
 * Compares two MACs, one in bytes and one as binary text, in constant time: no branch depends on a
 * byte. With timingSafeEqual instead of the loop a verification took 6 to 10 % longer.
 */
export function equalMacs(a: Uint8Array, b: string): boolean {
  let difference = (a.length ^ MAC_BYTES) | (b.length ^ MAC_BYTES);
  for (let i = 0; i < MAC_BYTES; i++) {
    difference |= a[i]! ^ b.charCodeAt(i);
  }
  return difference === 0;
}
