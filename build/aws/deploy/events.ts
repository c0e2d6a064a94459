import { randomBytes } from 'node:crypto';
import { generateSecret, generateToken } from '../../../signer/index.js';
import { type EdgeVector, edgeVectors } from '../../compile/vectors.js';
import { DEFAULTS } from '../../config/defaults.js';
import type { Secrets } from '../resources/ring.js';

/** A vector for CloudFront's own clock and the secret that is really in the store. */
export interface LiveVector {
  /** What it shows, as a person reads it. */
  readonly what: string;
  readonly vector: EdgeVector;
  /** Whether it may be answered with `revoked` in place of its own verdict. */
  readonly mayBeRevoked?: true;
}

// Soon over, and nobody's: CloudTrail may keep what TestFunction was called with.
const LIFETIME = 600;
// Longer ago than the greatest clockTolerance, a day.
const LONG_AGO = 2 * 86_400;

/** A verdict each, and a valid token by each secret of the ring; `now` in Unix seconds. */
export function liveVectors(secrets: Secrets, now: number): readonly LiveVector[] {
  const [secret] = secrets as readonly [string, ...string[]];
  // Another one each time: no cut-off of a user's can be meant for it.
  const user = `pocket-spa-auth-test-${randomBytes(8).toString('hex')}`;
  const token = (signer: string, since: number) =>
    generateToken(user, { secret: signer, now: since, maxAge: LIFETIME });
  return [
    ...secrets.map((each, i) => ({
      what: secrets.length === 1 ? 'valid' : `valid, secret ${i + 1} of ${secrets.length}`,
      vector: withToken(vectorFor(null), token(each, now)),
      mayBeRevoked: true as const,
    })),
    { what: 'expired', vector: withToken(vectorFor('expired'), token(secret, now - LONG_AGO)) },
    { what: 'forged', vector: withToken(vectorFor('bad_signature'), token(generateSecret(), now)) },
    { what: 'missing', vector: vectorFor('missing') },
    { what: 'malformed', vector: vectorFor('malformed') },
  ];
}

/** The first vector that shows it in the plainest way. */
function vectorFor(reason: string | null): EdgeVector {
  const found = edgeVectors().find(
    (vector) =>
      vector.reason === reason &&
      vector.flags.length === 0 &&
      Object.keys(vector.config).length === 0 &&
      // An empty cookie may never reach the function.
      tokenIn(vector) !== '',
  );
  if (!found) throw new Error(`no plain edge vector with the reason ${reason}`);
  return found;
}

function tokenIn({ event }: EdgeVector): string | undefined {
  return event.request.cookies[DEFAULTS.cookieName]?.value;
}

/** The vector with another token, wherever the old one stands: a request that goes on carries its cookie. */
function withToken(vector: EdgeVector, token: string): EdgeVector {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const text = JSON.stringify(vector).replaceAll(inJson(tokenIn(vector)!), () => inJson(token));
  return JSON.parse(text) as EdgeVector;
}
