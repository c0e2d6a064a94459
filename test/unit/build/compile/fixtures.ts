import { expect } from 'vitest';
import { compileEdge } from '../../../../build/compile/bundle.js';
import { type Artifact, checkGates, gates } from '../../../../build/compile/gates/index.js';
import { DEFAULTS } from '../../../../build/config/defaults.js';
import type { ResolvedConfig } from '../../../../build/config/edge-config.js';
import { GateError } from '../../../../build/host/errors.js';

export const RING = '0123456789abcdef'.repeat(4);

export async function artifact(config: ResolvedConfig = DEFAULTS): Promise<Artifact> {
  return { code: await compileEdge(config, RING), config, ring: RING };
}

/** The artifact with a fault planted in it. */
export function planted(built: Artifact, plant: (code: string) => string): Artifact {
  const code = plant(built.code);
  expect(code).not.toBe(built.code);
  return { ...built, code };
}

/** The error of the first gate that refuses, or of the one that is named. */
export async function refusal(artifact: Artifact, only?: string): Promise<GateError> {
  const gate = gates.find(({ name }) => name === only);
  const error = await Promise.resolve(gate ? gate.check(artifact) : checkGates(artifact)).then(
    () => new Error('every gate let it through'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(GateError);
  return error as GateError;
}
