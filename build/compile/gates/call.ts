import type { Call } from '../../engine/engine.js';
import { GateError } from '../../errors.js';
import { embeddedLiteral } from '../bundle.js';
import type { EdgeVector } from '../vectors.js';
import { type Artifact, FILE } from './gate.js';

/** What a call depends on beside the file. */
export type Circumstances = Pick<EdgeVector, 'secret' | 'store' | 'now' | 'event' | 'rawQuery'>;

/** A call of the file itself; `gate` is named where that cannot be. */
export function callOf(
  gate: string,
  { code, config, ring }: Artifact,
  { secret, store, now, event, rawQuery }: Circumstances,
): Call {
  return {
    // The embedded secret is the one literal in which the file that runs may differ from the file that is written.
    code: config.secret === 'embedded' ? withRing(gate, code, ring, secret ?? '') : code,
    runtime: config.runtime,
    kvs: { ...store, ...(secret !== null && { token_secret: secret }) },
    now,
    event,
    rawQuery: config.runtime === 'cloudfront-js-2.0' ? rawQuery : undefined,
  };
}

function withRing(gate: string, code: string, ring: string, other: string): string {
  const parts = code.split(embeddedLiteral(ring));
  if (parts.length !== 2) {
    throw new GateError(gate, FILE, 'the embedded secret does not stand in it exactly once');
  }
  return parts.join(embeddedLiteral(other));
}
