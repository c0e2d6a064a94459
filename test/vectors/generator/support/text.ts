import type { Text } from '../../types.js';

/** The text, as UTF-16 code units if JSON cannot represent it in every language. */
export function text(value: string): Text {
  if (!/\p{Surrogate}/u.test(value)) {
    return value;
  }
  const units = Array.from({ length: value.length }, (_, at) => value.charCodeAt(at));
  return { utf16: units.map((unit) => unit.toString(16).padStart(4, '0')) };
}
