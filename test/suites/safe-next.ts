import { expect } from 'vitest';
import type { Text } from '../vectors/types.js';
import { eachCase, type Limits, toText } from './vectors.js';

export interface NextJudge extends Limits {
  safeNext(next: unknown, options: { fallback?: string; allowedOrigins?: string[] }): string;
}

export function safeNextSuite(prefix: string, judge: NextJudge): void {
  eachCase(prefix, 'safe-next', judge, ({ next, fallback, allowedOrigins, expected }) => {
    const options = {
      ...(fallback !== null && { fallback }),
      ...(allowedOrigins.length > 0 && { allowedOrigins }),
    };
    expect(judge.safeNext(isUnits(next) ? toText(next) : next, options)).toBe(expected);
  });
}

function isUnits(next: unknown): next is Exclude<Text, string> {
  return typeof next === 'object' && next !== null && 'utf16' in next;
}
