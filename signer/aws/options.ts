import { kindOf, wrongType, wrongValue } from '../errors.js';

/** A list of strings, or none. */
export function stringsOf(list: unknown, name: string): readonly string[] | undefined {
  if (list === undefined) {
    return undefined;
  }
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) {
    throw wrongType('ERR_SPA_AUTH_OPTIONS', `${name} is ${kindOf(list)}. Give a list of strings.`);
  }
  return list;
}

/** The name of a JSON secret's field. */
export function keyOf(key: unknown, byDefault: string): string {
  if (key === undefined) {
    return byDefault;
  }
  if (typeof key !== 'string') {
    throw wrongType('ERR_SPA_AUTH_OPTIONS', `key is ${kindOf(key)}. Give a string.`);
  }
  return key;
}

/** For how many whole seconds a key ring is kept. */
export function ttlOf(ttl: unknown, byDefault: number): number {
  if (ttl === undefined) {
    return byDefault;
  }
  const message = `ttl is ${kindOf(ttl)}. Give a whole number of seconds, 0 or more.`;
  if (typeof ttl !== 'number') {
    throw wrongType('ERR_SPA_AUTH_OPTIONS', message);
  }
  if (!(Number.isSafeInteger(ttl) && ttl >= 0)) {
    throw wrongValue('ERR_SPA_AUTH_OPTIONS', message);
  }
  return ttl;
}

/** What tells the time in seconds. */
export function clockOf(now: unknown): () => number {
  if (now === undefined) {
    return () => Date.now() / 1000;
  }
  if (typeof now !== 'function') {
    throw wrongType('ERR_SPA_AUTH_OPTIONS', `now is ${kindOf(now)}. Give a function.`);
  }
  return now as () => number;
}
