import { dropCutHex } from '../config/redact.js';
import { groupDigits, quoteForTerminal } from '../host/format.js';

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A number of seconds in its two largest units, such as "6 days 23 hours". */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.floor(seconds);
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    // The two units follow each other: "2 days 3 seconds" would only look exact.
    if (parts.length === 1 && count === 0) {
      break;
    }
    if (count > 0 && parts.length < 2) {
      parts.push(`${groupDigits(count)} ${name}${count === 1 ? '' : 's'}`);
    }
    rest %= size;
  }
  return parts.join(' ') || 'less than a second';
}

/** Text that somebody else wrote, quoted and cut. */
export function quote(text: string, limit = 80): string {
  const characters = [...text];
  const kept = dropCutHex(characters.slice(0, limit).join(''));
  const cut = characters.length > limit ? `${kept}…` : text;
  return quoteForTerminal(cut);
}

/** A count with its noun, such as "2 cookies". */
export function count(number: number, noun: string): string {
  return `${groupDigits(number)} ${noun}${number === 1 ? '' : 's'}`;
}
