import { quoteForTerminal } from './format.js';

const SHOWN_CHARACTERS = 100;

// A secret is hex text (SPEC 2), and the MAC of a token is too.
const HEX = /[\da-f]{16}/i;

// Random text in base64, base64url or any other alphabet of letters and digits. With "/", which
// paths contain too, only a text that is nothing else.
const RANDOM = /^[\w+][\w+/]{31,}=*$|[\w+=]{16,}/g;

/**
 * Whether a text could be or contain a secret, a token or a cookie: a long run of hex digits, or of
 * letters and digits that mixes lower case, upper case and digits.
 */
export function couldBeSecret(text: string): boolean {
  return HEX.test(text) || (text.match(RANDOM) ?? []).some(isMixed);
}

function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/**
 * Quotes a text for a message, without the user name and the password of a URL. A text that could
 * be a secret is described by its length.
 */
export function describeText(text: string): string {
  if (text === '') {
    return 'empty text';
  }
  if (couldBeSecret(text)) {
    return describeLength(text);
  }
  const shown = text.includes('//')
    ? text.replace(/\/\/\S*@/, '//…@')
    : text.replace(/^\S*:\S*@/, '…@');
  return shown.length > SHOWN_CHARACTERS
    ? `${quoteForTerminal(`${shown.slice(0, SHOWN_CHARACTERS)}…`)}, ${describeLength(text)}`
    : quoteForTerminal(shown);
}

/** Describes a text that is never shown. */
export function describeLength({ length }: string): string {
  return length === 0 ? 'empty text' : `text of ${length} character${length === 1 ? '' : 's'}`;
}

/** Quotes a word for a POSIX shell if it needs quotes. */
export function quoteForShell(word: string): string {
  return /^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
