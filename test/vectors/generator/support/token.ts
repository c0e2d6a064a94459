import { createHmac } from 'node:crypto';
import type { Mac } from '../../types.js';
import { FIRST, LATER, USER } from './keys.js';

/** Token text, as issued or altered afterwards, with the genuine MACs in it. */
export interface Token {
  text: string;
  macs: Mac[];
}

/** The only place that computes a MAC; confirm.py computes each one again. */
function mac(key: string, message: string): Mac {
  const hex = createHmac('sha256', Buffer.from(key, 'hex')).update(message, 'utf8').digest('hex');
  return { key, message, hex };
}

/** A token with a genuine MAC over the text before it, whether that is well-formed or not. */
export function token(userId = USER, expiry: number | string = LATER, key = FIRST): Token {
  return signed(`${userId}:${expiry}`, key);
}

export function signed(message: string, key = FIRST): Token {
  // HMAC sees U+FFFD for a lone surrogate; the text keeps the surrogate.
  const genuine = mac(key, message.replace(/\p{Surrogate}/gu, '\ufffd'));
  return { text: `${message}:${genuine.hex}`, macs: [genuine] };
}

/** The same token with its text altered: quoted, encoded, cut, or forged. */
export function alter(original: Token, change: (text: string, macHex: string) => string): Token {
  return { ...original, text: change(original.text, original.macs[0]!.hex) };
}
