import type { Dice } from './dice.js';

/** A token as it stands, where a header can carry it; else percent-encoded. */
export function plain(token: string): string {
  return fits(token) ? token : encodeURIComponent(token);
}

/** Percent-encodings: whole, in part, twice, in lower case, broken, and of bytes that are no UTF-8. */
export function percent(dice: Dice, token: string): string {
  const whole = encodeURIComponent(token);
  const at = dice.below(whole.length + 1);
  const insert = (text: string) => whole.slice(0, at) + text + whole.slice(at);
  return dice.pick([
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
        dice.pick(['%ff', '%80', '%C3', '%ED%A0%80', '%F4%90%80%80', '%EF%BB%BF', '%E2%80%A8']),
      ),
  ])();
}

/** Double quotes as Python writes them, and every way to get them wrong. */
export function quoted(dice: Dice, token: string): string {
  const inside = octal(token);
  const characters = [...inside];
  characters.splice(dice.below(characters.length + 1), 0, '\\');
  return dice.pick([
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
    () => `"${characters.join('')}"`,
    () => `"${inside.replace(':', '\\\\072')}"`,
    () => `"${inside.replace(':', '%3A')}"`,
    () => encodeURIComponent(`"${inside}"`),
    () => '"',
    () => '""',
    () => '"\\"',
  ])();
}

/** Whether a value comes out of a header as it went in. */
export function fits(value: string): boolean {
  return !value.includes(';') && value === value.trim();
}

function everyByte(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');
}

// Python's http.cookies: three octal digits for what is no plain character, up to Latin-1.
function octal(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replace(/[\0-\x1f\x7f-\xff,;]/g, octalEscape);
}

function octalEscape(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
