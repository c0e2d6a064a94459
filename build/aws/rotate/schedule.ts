import type { Deployment } from '../../config/deployment.js';

/** The steps of a rotation, in their order. */
export type RotationStep = 'introduce' | 'promote' | 'retire';

/** Where a rotation stands: nothing under way, the step that was done last, or a leaked secret that is being replaced. */
export type Phase = 'rest' | 'introduced' | 'promoted' | 'replacing';

/** A step, and from when on it logs nobody out, in Unix seconds. */
export interface Due {
  readonly step: RotationStep;
  readonly at: number;
}

/** What the moment depends on. */
export interface Terms extends Pick<Deployment, 'maxAge' | 'backendTtl'> {
  readonly clockTolerance: number;
}

// A backend counts its ttl from the end of a reading, which may take 5 s (signer/aws/secret.ts); an edge shows a new value within
// 30 s or so; and no two clocks agree.
const LEEWAY = 60;

/** The step after a phase that began at `since`; null where there is none to wait for. */
export function dueAfter(phase: Phase, since: number, terms: Terms): Due | null {
  const read = since + terms.backendTtl + LEEWAY;
  switch (phase) {
    case 'rest':
    case 'replacing':
      return null;
    case 'introduced':
      return { step: 'promote', at: read };
    case 'promoted':
      // The last backend to switch may have signed with the old secret just before.
      return { step: 'retire', at: read + terms.maxAge + terms.clockTolerance };
  }
}
