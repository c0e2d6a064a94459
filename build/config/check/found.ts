/** What a value is, in words, without the value: somebody may have pasted a secret there. */
export function describeFound(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${count(value.length, 'item')}`;
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return value === '' ? 'empty text' : `text of ${count(value.length, 'character')}`;
    case 'number':
      return describeNumber(value);
    case 'object':
      return `an object of ${count(Object.keys(value).length, 'key')}`;
    default:
      return `a ${typeof value}`;
  }
}

/** A key's name as it may be shown: an unknown key could be a pasted secret too. */
export function describeKey(key: string): string {
  return /^[\w$.-]{1,31}$/.test(key) ? `"${key}"` : `of ${count(key.length, 'character')}`;
}

function describeNumber(value: number): string {
  if (!Number.isFinite(value)) return 'a number that is not finite';
  const kind = Number.isInteger(value) ? 'whole number' : 'number with a fraction';
  return `a ${value < 0 ? 'negative ' : ''}${kind}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
