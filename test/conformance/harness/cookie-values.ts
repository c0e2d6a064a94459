import type { Random } from './random.js';

/** The token unchanged if a header can carry it, otherwise percent-encoded. */
export function plainValue(token: string): string {
  return fitsHeader(token) ? token : encodeURIComponent(token);
}

/**
 * Percent-encodes the token: completely, partly, twice, in lower case, incorrectly, or with bytes
 * that are not UTF-8.
 */
export function percentEncoded(random: Random, token: string): string {
  const whole = encodeURIComponent(token);
  const at = random.below(whole.length + 1);
  const insert = (text: string) => whole.slice(0, at) + text + whole.slice(at);
  return random.pick([
    () => whole,
    () => whole.toLowerCase(),
    () => everyByte(token),
    () => everyByte(token).toLowerCase(),
    () => encodeURIComponent(whole),
    () => whole.replaceAll('%3A', ':'),
    () => whole.replaceAll('%20', '+'),
    () => whole.replace('%3A', '%3'),
    () => whole.replace('%3A', '%3a'),
    () => whole.replace('%3A', '%C0%BA'),
    () => whole.replace('%3A', '%u003A'),
    () => `${whole}%`,
    () => `${whole}%0A`,
    () => `${whole}%00`,
    () => `%20${whole}`,
    () => insert('%'),
    () => insert('%zz'),
    () =>
      insert(
        random.pick(['%ff', '%80', '%C3', '%ED%A0%80', '%F4%90%80%80', '%EF%BB%BF', '%E2%80%A8']),
      ),
  ])();
}

/** Puts the token in double quotes as Python does, or in incorrect variants of them. */
export function quotedValue(random: Random, token: string): string {
  const inside = octal(token);
  const characters = [...inside];
  characters.splice(random.below(characters.length + 1), 0, '\\');
  return random.pick([
    () => `"${inside}"`,
    () => `"${token.replace(/[\\"]/g, '\\$&')}"`,
    () => `"${encodeURIComponent(token)}"`,
    () => `"${encodeURIComponent(inside)}"`,
    () => `"${[...token].map((one) => (one < '\u0100' ? octalEscape(one) : one)).join('')}"`,
    () => `"${inside}`,
    () => `${inside}"`,
    () => `""${inside}""`,
    () => `'${inside}'`,
    () => `"${inside}\\"`,
    () => `"${inside}\\012"`,
    () => `"${inside.replace(':', '\\:')}"`,
    () => `"${inside.replace(':', '\\72')}"`,
    () => `"${inside.replace(':', '\\0072')}"`,
    () => `"${inside.replace(/[4-7][0-7]{2}/, '\\$&')}"`,
    () => `"${characters.join('')}"`,
    () => `"${inside.replace(':', '\\\\072')}"`,
    () => `"${inside.replace(':', '%3A')}"`,
    () => encodeURIComponent(`"${inside}"`),
    () => '"',
    () => '""',
    () => '"\\"',
  ])();
}

/** Whether a header can carry the value unchanged. */
export function fitsHeader(value: string): boolean {
  return !value.includes(';') && value === value.trim();
}

function everyByte(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');
}

// As in Python's http.cookies: a character up to Latin-1 that is not plain becomes three octal
// digits.
function octal(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replace(/[\0-\x1f\x7f-\xff,;]/g, octalEscape);
}

function octalEscape(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
