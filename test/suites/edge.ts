import { expect } from 'vitest';
import type { EdgeCase, EdgeEvent, EdgeResponse } from '../vectors/types.js';
import { eachCase, type Limits } from './vectors.js';

/** One call of the function, with its configuration, store and time. */
export interface EdgeCall {
  config: Record<string, unknown>;
  /** The KeyValueStore's value or the embedded ring; null if the store has none. */
  secret: string | null;
  /** The store's further entries; null for one that cannot be read. */
  store?: Record<string, string | null>;
  now: number;
  /** The result of rawQueryString(), null for undefined; left out if there is no such method. */
  rawQuery?: string | null;
  event: EdgeEvent;
}

export interface EdgeFunction extends Limits {
  /** Resolves to the handler's result; rejects if it throws. */
  call(call: EdgeCall): Promise<object>;
}

export function edgeSuite(prefix: string, edge: EdgeFunction): void {
  eachCase(prefix, 'edge', edge, async (one) => {
    // A copy, because the function may change its event and the case is shared.
    const output = await edge.call(structuredClone(one));
    if ('statusCode' in output) {
      expectResponse(output as EdgeResponse, one);
    } else {
      // What a request does not have is empty (SPEC 5.6), whichever of the two the function
      // returns.
      const request = { querystring: {}, headers: {}, cookies: {}, ...output };
      expect(canonicalJson({ request })).toBe(canonicalJson(one.output));
    }
  });
}

function expectResponse(response: EdgeResponse, one: EdgeCase): void {
  const { headersPresent = [], bodyIncludes, bodyExcludes = [] } = one;
  const { body, ...head } = response;
  const headers = Object.entries(head.headers).filter(([name]) => !headersPresent.includes(name));
  // If the body is up to the implementation, it is compared with the two lists instead.
  const compared = {
    ...head,
    headers: Object.fromEntries(headers),
    ...(bodyIncludes ? {} : { body }),
  };
  expect(canonicalJson({ response: compared })).toBe(canonicalJson(one.output));
  for (const name of headersPresent) {
    expectHeader(name, response.headers[name]?.value);
  }
  for (const part of bodyIncludes ?? []) {
    expect(body).toContain(part);
  }
  for (const part of bodyExcludes) {
    expect(body).not.toContain(part);
  }
}

function expectHeader(name: string, value: string | undefined): void {
  expect(value).toBeTypeOf('string');
  if (name !== 'content-security-policy') {
    return;
  }
  // No script may run: the default allows nothing, and no directive allows scripts.
  expect(value).toContain("default-src 'none'");
  expect(value).not.toContain('script-src');
}

/**
 * JSON with sortKeys keys, to compare objects of another realm and properties named "__proto__".
 */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortKeys, 2);
}

function sortKeys(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
