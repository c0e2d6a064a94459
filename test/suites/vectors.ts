import { describe, it } from 'vitest';
import type { Cases, Kind, Text } from '../vectors/types.js';
import { vectors } from './vector-file.js';

/** Cases that an implementation cannot run, by flag, with the reason. They show as skipped. */
export interface Limits {
  unable?: Record<string, string>;
}

/** Registers one test per case. */
export function eachCase<K extends Kind>(
  prefix: string,
  kind: K,
  { unable = {} }: Limits,
  check: (one: Cases[K]) => void | Promise<void>,
): void {
  describe(`${prefix}: ${kind}`, () => {
    for (const one of vectors(kind).cases) {
      const name = `#${one.id} ${one.comment}`;
      const limit = one.flags.find((flag) => Object.hasOwn(unable, flag));
      if (limit === undefined) {
        it(name, () => check(one));
      } else {
        it.skip(`${name} (${limit}: ${unable[limit]})`);
      }
    }
  });
}

export function toText(text: Text): string {
  if (typeof text === 'string') {
    return text;
  }
  return String.fromCharCode(...text.utf16.map((unit) => Number.parseInt(unit, 16)));
}
