import { expect } from 'vitest';
import type { EdgeCase, EdgeEvent, EdgeResponse } from '../vectors/types.js';
import { eachCase, type Limits } from './vectors.js';

/** One call of the function, and the world it is made in. */
export interface EdgeCall {
  config: Record<string, unknown>;
  /** The KeyValueStore's value or the ring built in; null where the store has none. */
  secret: string | null;
  /** The store's further entries; null for one that cannot be read. */
  store?: Record<string, string | null>;
  now: number;
  /** What rawQueryString() returns, null for undefined; left out, there is no such method. */
  rawQuery?: string | null;
  event: EdgeEvent;
}

export interface EdgeFunction extends Limits {
  /** What the handler returns; rejects where it throws. */
  call(call: EdgeCall): Promise<object>;
}

export function edgeSuite(prefix: string, edge: EdgeFunction): void {
  eachCase(prefix, 'edge', edge, async (one) => {
    // The function may change its event, and the case belongs to every implementation.
    const output = await edge.call(structuredClone(one));
    if ('statusCode' in output) expectResponse(output as EdgeResponse, one);
    else expect(canonical({ request: output })).toBe(canonical(one.output));
  });
}

function expectResponse(response: EdgeResponse, one: EdgeCase): void {
  const { headersPresent = [], bodyIncludes, bodyExcludes = [] } = one;
  const { body, ...head } = response;
  const headers = Object.entries(head.headers).filter(([name]) => !headersPresent.includes(name));
  // Where the text of the body is left to the implementation, it is held against the two lists instead.
  const compared = {
    ...head,
    headers: Object.fromEntries(headers),
    ...(bodyIncludes ? {} : { body }),
  };
  expect(canonical({ response: compared })).toBe(canonical(one.output));
  for (const name of headersPresent) expectHeader(name, response.headers[name]?.value);
  for (const part of bodyIncludes ?? []) expect(body).toContain(part);
  for (const part of bodyExcludes) expect(body).not.toContain(part);
}

function expectHeader(name: string, value: string | undefined): void {
  expect(value).toBeTypeOf('string');
  if (name !== 'content-security-policy') return;
  // No script: the default is nothing, and nothing gives scripts more.
  expect(value).toContain("default-src 'none'");
  expect(value).not.toContain('script-src');
}

/** JSON with sorted keys: objects of another realm, and properties named "__proto__", compare as text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, sorted, 2);
}

function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
