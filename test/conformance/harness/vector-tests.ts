import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../build/host/packages.js';
import type { CookieOptions } from '../../../signer/index.js';
import { EDGE_LIMITS } from '../../suites/edge-limits.js';
import type { Cases, Fields, Kind, Text, VectorFile } from '../../vectors/types.js';
import type { Implementation } from './implementation.js';
import { type Cookie, joinFields, type Request, toHex, toOctets } from './protocol.js';

/** A vector as a request, with the expected answers. */
export interface VectorTest {
  readonly name: string;
  readonly request: Request;
  /** The answer that a library has to give. */
  readonly library: string;
  /** The answer that the edge function has to give; null if it cannot answer the request. */
  readonly edge: string | null;
}

export interface Score {
  readonly passed: number;
  readonly answered: number;
  /** The names of the failed vectors. */
  readonly failed: readonly string[];
}

const DEFAULT_MAX_AGE = 604_800;

/** Lists all vectors of the contract's library side that the protocol can express. */
export function listVectorTests(): readonly VectorTest[] {
  return [
    ...fromVectors('token-generate', ({ userId, secret, maxAge, now, reason, token }) => ({
      request: {
        verb: 'sign',
        secret: secret ?? '',
        userId: userId as string,
        maxAge: maxAge ?? DEFAULT_MAX_AGE,
        now: Math.floor(now),
      },
      library: token === null ? joinFields('error', reason!) : joinFields('ok', toHex(token)),
      edge: null,
    })),
    ...fromVectors('token-verify', (vector) => ({
      request: {
        verb: 'check',
        secret: vector.secret,
        token: vector.token as string,
        now: Math.floor(vector.now),
        clockTolerance: vector.clockTolerance,
      },
      ...expectVerdict(vector),
    })),
    ...fromVectors('secret', ({ secret, now, result, tokens }) =>
      tokens.map((token) => ({
        request: { verb: 'check', secret: secret ?? '', token, now, clockTolerance: 0 },
        ...expectVerdict({
          reason: result === 'valid' ? null : 'not_configured',
          userId: 'vector-user',
          expiry: Number(token.split(':')[1]),
        }),
      })),
    ),
    ...fromVectors('secret', ({ secret, now, result, tokens }) => ({
      request: {
        verb: 'sign',
        secret: secret ?? '',
        userId: 'vector-user',
        maxAge: DEFAULT_MAX_AGE,
        now,
      },
      library:
        result === 'valid' ? joinFields('ok', toHex(tokens[0]!)) : joinFields('error', 'secret'),
      edge: null,
    })),
    ...fromVectors(
      'cookie-read',
      ({ header, flags, cookies, cookieName, secret, now, clockTolerance, ...expected }) => ({
        request: {
          verb: 'read',
          secret,
          header: flags.includes('Octets') ? header : toOctets(header),
          cookies: cookies && listPairs(cookies),
          cookieName,
          now,
          clockTolerance,
        },
        ...expectVerdict(expected),
      }),
    ),
    ...fromVectors('cookie-write', ({ action, token, options, reason, cookie }) => {
      const { maxAge = DEFAULT_MAX_AGE, ...more } = options;
      const request: Request =
        action === 'logout'
          ? { verb: 'logout', options: more }
          : { verb: 'login', token: token as string, maxAge, options: more };
      return {
        request,
        library:
          cookie === null
            ? joinFields('error', nameFault(reason!, more))
            : joinFields('ok', toHex(cookie)),
        edge: null,
      };
    }),
    ...fromVectors('revocation', (vector) => {
      const { userId, key, secret, token, now, clockTolerance, cutOff } = vector;
      const keyed: UnnamedTest = {
        request: { verb: 'key', userId: userId as string },
        library: key === null ? joinFields('error', 'user_id') : joinFields('ok', toHex(key)),
        edge: null,
      };
      // A time before 1970 is no number of the protocol.
      if (cutOff !== null && cutOff < 0) {
        return [keyed];
      }
      return [
        keyed,
        {
          request: {
            verb: 'check',
            secret,
            token: token as string,
            now: Math.floor(now),
            clockTolerance,
            // An expiry is whole: at or below a fraction is at or below its floor.
            ...(cutOff !== null && { cutOff: Math.floor(cutOff) }),
          },
          ...expectVerdict({ ...vector, userId: userId as string }),
        },
      ];
    }),
    ...fromVectors('safe-next', ({ next, fallback, allowedOrigins, flags, expected }) =>
      // The protocol has text alone, and most standard libraries have no IDNA.
      typeof next !== 'string' || flags.includes('InternationalHost')
        ? []
        : {
            request: {
              verb: 'next',
              next,
              ...(fallback !== null && { fallback }),
              allowedOrigins,
            },
            library: joinFields('ok', toHex(expected)),
            edge: null,
          },
    ),
  ];
}

/** The protocol's word for a reason of `cookie-write.json`. Its cases have one fault at most. */
function nameFault(reason: string, options: CookieOptions): string {
  if (reason === 'attribute') {
    return Object.keys(options).length > 0 ? 'cookie_attribute' : 'max_age';
  }
  return reason === 'name' || reason === 'prefix' ? 'cookie_name' : 'token';
}

/** Runs the vectors that an implementation can answer. */
export async function runVectorTests(
  implementation: Implementation,
  tests: readonly VectorTest[],
): Promise<Score> {
  const { isEdge } = implementation;
  const possible = tests.filter(({ edge }) => !isEdge || edge !== null);
  const answers = await implementation.answer(possible.map(({ request }) => request));
  const answered = possible.filter((_, i) => answers[i] !== null);
  const failed = possible.filter(({ library, edge }, i) => {
    const answer = answers[i];
    return answer !== null && answer !== (isEdge ? edge : library);
  });
  return {
    answered: answered.length,
    passed: answered.length - failed.length,
    failed: failed.map(({ name }) => name),
  };
}

type UnnamedTest = Omit<VectorTest, 'name'>;

function fromVectors<K extends Kind>(
  kind: K,
  translate: (vector: Cases[K]) => UnnamedTest | UnnamedTest[],
): VectorTest[] {
  const file = join(packageRoot, `test/vectors/${kind}.json`);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile<K>;
  return cases
    .filter((vector) => Object.values(vector).every((value: unknown) => !isUtf16(value)))
    .flatMap((vector) => {
      const isBeyondEdge = vector.flags.some((flag) => Object.hasOwn(EDGE_LIMITS, flag));
      return [translate(vector)].flat().map((test) => ({
        name: `${kind} #${vector.id} ${vector.comment}`,
        ...test,
        edge: isBeyondEdge ? null : test.edge,
      }));
    });
}

// Text with a lone surrogate is written as UTF-16 in the vectors. The protocol cannot express it,
// because it has no UTF-8.
function isUtf16(value: unknown): value is Exclude<Text, string> {
  return typeof value === 'object' && value !== null && 'utf16' in value;
}

function expectVerdict({
  reason,
  userId,
  expiry,
}: {
  reason: string | null;
  userId: string | null;
  expiry: number | null;
}): Pick<VectorTest, 'library' | 'edge'> {
  if (reason === 'not_configured') {
    return { library: joinFields('error', 'secret'), edge: reason };
  }
  if (reason !== null) {
    return { library: reason, edge: reason };
  }
  const user = toHex(userId!);
  return { library: joinFields('valid', user, expiry!), edge: joinFields('valid', user) };
}

function listPairs(fields: Fields): Cookie[] {
  return Object.entries(fields).flatMap(([name, { value, multiValue = [{ value }] }]) =>
    multiValue.map((item): Cookie => [name, item.value]),
  );
}
