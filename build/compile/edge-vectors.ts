import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../host/packages.js';
import type { FunctionOutput, ViewerRequestEvent } from '../platform/event.js';
import type { KeyValues } from '../runtime/modules.js';

/**
 * The fields of an edge vector that the build uses; `test/vectors/vectors.schema.json` describes
 * every field.
 */
export interface EdgeVector {
  readonly id: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly secret: string | null;
  readonly store?: KeyValues;
  readonly now: number;
  readonly rawQuery?: string | null;
  readonly event: ViewerRequestEvent;
  readonly verdict: 'allow' | 'refuse';
  readonly reason: string | null;
  readonly output: { readonly request: object } | { readonly response: { readonly body?: string } };
  readonly headersPresent?: readonly string[];
  readonly bodyIncludes?: readonly string[];
  readonly bodyExcludes?: readonly string[];
}

let cases: readonly EdgeVector[] | undefined;

/**
 * Reads the edge vectors, which are published with the package. The file has 1.5 MB, so it is read
 * once.
 */
export function readEdgeVectors(): readonly EdgeVector[] {
  const file = join(packageRoot, 'test/vectors/edge.json');
  cases ??= (JSON.parse(readFileSync(file, 'utf8')) as { cases: EdgeVector[] }).cases;
  return cases;
}

/** The reason that a refusal states, or null if the request goes on. */
export function refusalReason(output: FunctionOutput): string | null {
  return 'uri' in output ? null : (output.headers?.['x-spa-auth-reason']?.value ?? 'no reason');
}
