import { createHmac } from 'node:crypto';
import type { Mac } from '../../types.js';
import { FIRST, LATER, USER } from './keys.js';

/** Token text, as issued or spoiled afterwards, with the genuine MACs that it was made from. */
export interface Token {
  text: string;
  macs: Mac[];
}

/** The only place where a MAC is computed; confirm.py computes each one again. */
function mac(key: string, message: string): Mac {
  const hex = createHmac('sha256', Buffer.from(key, 'hex')).update(message, 'utf8').digest('hex');
  return { key, message, hex };
}

/** A token with a genuine MAC over whatever stands before it, grammatical or not. */
export function token(userId = USER, expiry: number | string = LATER, key = FIRST): Token {
  return signed(`${userId}:${expiry}`, key);
}

export function signed(message: string, key = FIRST): Token {
  // What HMAC sees of a lone surrogate is U+FFFD; the text keeps the surrogate.
  const genuine = mac(key, message.replace(/\p{Surrogate}/gu, '\ufffd'));
  return { text: `${message}:${genuine.hex}`, macs: [genuine] };
}

/** The same token with its text changed: quoted, encoded, cut, or tampered with. */
export function spoil(original: Token, change: (text: string, macHex: string) => string): Token {
  return { ...original, text: change(original.text, original.macs[0]!.hex) };
}
