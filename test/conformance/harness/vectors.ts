import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../build/host/packages.js';
import { EDGE_LIMITS } from '../../suites/edge-limits.js';
import type { Cases, Fields, Kind, Text, VectorFile } from '../../vectors/types.js';
import type { Implementation } from './implementation.js';
import { type Cookie, hex, line, type Request } from './request.js';

/** A vector as a request, and the answers that it asks for. */
export interface Trial {
  readonly name: string;
  readonly request: Request;
  readonly library: string;
  /** Null where the edge cannot be asked. */
  readonly edge: string | null;
}

export interface Score {
  readonly passed: number;
  readonly asked: number;
  /** Names of the vectors that were not met. */
  readonly failed: readonly string[];
}

const DEFAULT_MAX_AGE = 604_800;

/** Every vector of tokens, secrets and cookies that the protocol can carry. */
export function trials(): readonly Trial[] {
  return [
    ...each('token-generate', ({ userId, secret, maxAge, now, reason, token }) => ({
      request: {
        verb: 'sign',
        secret: secret ?? '',
        userId: userId as string,
        maxAge: maxAge ?? DEFAULT_MAX_AGE,
        now: Math.floor(now),
      },
      library: token === null ? line('error', reason!) : line('ok', hex(token)),
      edge: null,
    })),
    ...each('token-verify', (one) => ({
      request: {
        verb: 'check',
        secret: one.secret,
        token: one.token as string,
        now: Math.floor(one.now),
        clockTolerance: one.clockTolerance,
      },
      ...judged(one),
    })),
    ...each('secret', ({ secret, now, result, tokens }) =>
      tokens.map((token) => ({
        request: { verb: 'check', secret: secret ?? '', token, now, clockTolerance: 0 },
        ...judged({
          reason: result === 'valid' ? null : 'not_configured',
          userId: 'vector-user',
          expiry: Number(token.split(':')[1]),
        }),
      })),
    ),
    ...each('secret', ({ secret, now, result, tokens }) => ({
      request: {
        verb: 'sign',
        secret: secret ?? '',
        userId: 'vector-user',
        maxAge: DEFAULT_MAX_AGE,
        now,
      },
      library: result === 'valid' ? line('ok', hex(tokens[0]!)) : line('error', 'secret'),
      edge: null,
    })),
    ...each(
      'cookie-read',
      ({ header, cookies, cookieName, secret, now, clockTolerance, ...one }) => ({
        request: {
          verb: 'read',
          secret,
          header,
          cookies: cookies && pairsOf(cookies),
          cookieName,
          now,
          clockTolerance,
        },
        ...judged(one),
      }),
    ),
    ...each('cookie-write', ({ action, token, options, reason, cookie }) => {
      const { maxAge = DEFAULT_MAX_AGE, ...more } = options;
      // The protocol has no word for the other options.
      if (Object.keys(more).length > 0) {
        return [];
      }
      const fault = reason === 'attribute' ? 'max_age' : 'token';
      const request: Request =
        action === 'logout'
          ? { verb: 'logout' }
          : { verb: 'login', token: token as string, maxAge };
      return {
        request,
        library: cookie === null ? line('error', fault) : line('ok', hex(cookie)),
        edge: null,
      };
    }),
  ];
}

/** Asks an implementation every vector. */
export async function score(implementation: Implementation, all: readonly Trial[]): Promise<Score> {
  const { isEdge } = implementation;
  const asked = all.filter(({ edge }) => !isEdge || edge !== null);
  const answers = await implementation.answer(asked.map(({ request }) => request));
  const met = asked.filter((_, at) => answers[at] !== null);
  const failed = asked.filter(({ library, edge }, at) => {
    const answer = answers[at];
    return answer !== null && answer !== (isEdge ? edge : library);
  });
  return {
    asked: met.length,
    passed: met.length - failed.length,
    failed: failed.map(({ name }) => name),
  };
}

type Answers = Omit<Trial, 'name'>;

function each<K extends Kind>(kind: K, of: (one: Cases[K]) => Answers | Answers[]): Trial[] {
  const file = join(packageRoot, `test/vectors/${kind}.json`);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile<K>;
  return cases
    .filter((one) => Object.values(one).every((value: unknown) => !isUnits(value)))
    .flatMap((one) => {
      const outOfReach = one.flags.some((flag) => Object.hasOwn(EDGE_LIMITS, flag));
      return [of(one)].flat().map((answers) => ({
        name: `${kind} #${one.id} ${one.comment}`,
        ...answers,
        edge: outOfReach ? null : answers.edge,
      }));
    });
}

// A lone surrogate has no UTF-8.
function isUnits(value: unknown): value is Exclude<Text, string> {
  return typeof value === 'object' && value !== null && 'utf16' in value;
}

function judged({
  reason,
  userId,
  expiry,
}: {
  reason: string | null;
  userId: string | null;
  expiry: number | null;
}): Pick<Trial, 'library' | 'edge'> {
  if (reason === 'not_configured') {
    return { library: line('error', 'secret'), edge: reason };
  }
  if (reason !== null) {
    return { library: reason, edge: reason };
  }
  const user = hex(userId!);
  return { library: line('valid', user, expiry!), edge: line('valid', user) };
}

function pairsOf(fields: Fields): Cookie[] {
  return Object.entries(fields).flatMap(([name, { value, multiValue = [{ value }] }]) =>
    multiValue.map((item): Cookie => [name, item.value]),
  );
}
