import { readFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import type { Cases, Kind, Text, VectorFile } from '../vectors/types.js';

/** Cases that an implementation cannot run, by flag, with the reason. They show as skipped. */
export interface Limits {
  unable?: Record<string, string>;
}

export function vectors<K extends Kind>(kind: K): VectorFile<K> {
  const file = new URL(`../vectors/${kind}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as VectorFile<K>;
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
