import { createHash, createHmac } from 'node:crypto';

// Keys of every length that a secret may have at its ends and round SHA-256's block of 64 bytes.
const SECRETS = [32, 16, 64, 65, 128, 31].map((bytes, at) => digits(bytes, at));
const [a, b, c, d, e, f] = SECRETS as [string, string, string, string, string, string];

/** Key rings and the keys in them; null for a ring that cannot be used. */
export const RINGS: readonly {
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

export const USABLE = RINGS.filter(({ secrets }) => secrets !== null);
export { SECRETS };

/** SPEC 1, in one line that shares nothing with the signer. */
export function macOf(secret: string, message: string): string {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(message).digest('hex');
}

function digits(bytes: number, at: number): string {
  return createHash('sha512')
    .update(`conformance ${at}`)
    .digest('hex')
    .repeat(3)
    .slice(0, bytes * 2);
}
