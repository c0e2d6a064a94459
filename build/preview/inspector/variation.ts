import type { IncomingMessage } from 'node:http';
import { readBody } from '../http.js';

/** The cookies that a request can be given in place of its own. */
const COOKIES = ['valid', 'expired', 'forged', 'none'] as const;
/** The kinds of request that a browser makes. */
const KINDS = ['page', 'fetch', 'prefetch', 'iframe', 'download'] as const;

/** How a request differs from the one that was made. What is left out stays as it was. */
export interface Variation {
  readonly cookie?: (typeof COOKIES)[number];
  /** The user of a `valid`, `expired` or `forged` token. Default: `somebody`. */
  readonly userId?: string;
  readonly kind?: (typeof KINDS)[number];
}

const BODY_LIMIT = 8192;

/** Reads the variation that the page sends as JSON. */
export async function parseVariation(
  request: IncomingMessage,
): Promise<Variation | { readonly status: 400 | 413 | 415; readonly problem: string }> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    return { status: 415, problem: 'Send JSON.' };
  }
  const body = await readBody(request, BODY_LIMIT);
  if (body === undefined) {
    return { status: 413, problem: 'The body is too long.' };
  }
  const { cookie, userId, kind } = parseObject(body);
  const isValid =
    (cookie === undefined || COOKIES.includes(cookie as never)) &&
    (kind === undefined || KINDS.includes(kind as never)) &&
    (userId === undefined || typeof userId === 'string');
  if (!isValid) {
    const allowed = `cookie: ${COOKIES.join(', ')}; kind: ${KINDS.join(', ')}; userId: text`;
    return { status: 400, problem: `Allowed: ${allowed}.` };
  }
  return {
    ...(cookie !== undefined && { cookie: cookie as (typeof COOKIES)[number] }),
    ...(userId !== undefined && { userId: userId as string }),
    ...(kind !== undefined && { kind: kind as (typeof KINDS)[number] }),
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Anything but JSON is no variation, and is refused like any other one.
    return { cookie: null };
  }
}
