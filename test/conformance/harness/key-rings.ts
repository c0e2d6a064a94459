import { createHash, createHmac } from 'node:crypto';

// The lengths are the limits of a secret and those near the block size of SHA-256, 64 bytes.
const SECRETS = [32, 16, 64, 65, 128, 31].map((bytes, at) => makeSecret(bytes, at));
const [a, b, c, d, e, f] = SECRETS as [string, string, string, string, string, string];

/** Key rings and their secrets; null if the ring is not usable. */
export const KEY_RINGS: readonly {
  readonly text: string;
  readonly secrets: readonly string[] | null;
}[] = [
  { text: a, secrets: [a] },
  { text: b, secrets: [b] },
  { text: d, secrets: [d] },
  { text: `${a},${b}`, secrets: [a, b] },
  { text: `${b},${a}`, secrets: [b, a] },
  { text: `${e},${d},${c},${a}`, secrets: [e, d, c, a] },
  { text: ` ${a.toUpperCase()} ,\n${f}\t`, secrets: [a, f] },
  { text: '', secrets: null },
  { text: `${a},`, secrets: null },
  { text: [a, b, c, d, e].join(), secrets: null },
  { text: a.slice(1), secrets: null },
  { text: `${a.slice(0, -1)}g`, secrets: null },
  { text: a.slice(0, 30), secrets: null },
  { text: `${a},${b.slice(2)}`, secrets: null },
];

export const USABLE_KEY_RINGS = KEY_RINGS.filter(({ secrets }) => secrets !== null);
export { SECRETS };

/** The MAC of SPEC 1, computed without any code of the signer. */
export function computeMac(secret: string, message: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(message).digest('hex');
}

function makeSecret(bytes: number, at: number): string {
  return createHash('sha512')
    .update(`conformance ${at}`)
    .digest('hex')
    .repeat(3)
    .slice(0, bytes * 2);
}
