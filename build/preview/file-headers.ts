import type { PreviewConfig } from '../config/edge-config.js';
import { matchesPattern } from '../platform/path-patterns.js';

/** Headers by path pattern, then by name. */
export type FileHeaders = NonNullable<PreviewConfig['headers']>;

/** The headers of a file in the order of the patterns. Of a repeated name the last one counts. */
export type HeaderFinder = (key: string) => readonly (readonly [name: string, value: string])[];

/** Makes the finder of the headers for a file. The patterns are CloudFront's path patterns. */
export function createHeaderFinder(headers: FileHeaders): HeaderFinder {
  const rules = Object.entries(headers).map(
    ([pattern, values]) => [pattern, Object.entries(values)] as const,
  );
  return (key) =>
    rules.flatMap(([pattern, entries]) => (matchesPattern(pattern, key) ? entries : []));
}
