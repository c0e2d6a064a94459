import type { Site } from './site.js';

/**
 * The parameters in the origins of a multi-tenant distribution, such as `bucket` in
 * `{{bucket}}.s3.amazonaws.com`: each tenant fills them.
 */
export function listOriginParameters({ distribution }: Site): readonly string[] {
  const origins = distribution.Origins?.Items ?? [];
  const names = origins.flatMap(({ DomainName = '', OriginPath = '' }) =>
    Array.from(
      `${DomainName}${OriginPath}`.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g),
      (found) => found[1]!,
    ),
  );
  return [...new Set(names)];
}
