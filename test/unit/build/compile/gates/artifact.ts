import { expect } from 'vitest';
import { compileEdge } from '../../../../../build/compile/bundle.js';
import { type Artifact, checkGates, gates } from '../../../../../build/compile/gates/index.js';
import { DEFAULTS } from '../../../../../build/config/defaults.js';
import type { ResolvedConfig } from '../../../../../build/config/edge-config.js';
import { GateError } from '../../../../../build/host/errors.js';

export const RING = '0123456789abcdef'.repeat(4);

/** Compiles a function. */
export async function buildArtifact(config: ResolvedConfig = DEFAULTS): Promise<Artifact> {
  return { code: await compileEdge(config, RING), config, ring: RING };
}

/** Changes the code of an artifact, and asserts that the change had an effect. */
export function plantFault(built: Artifact, change: (code: string) => string): Artifact {
  const code = change(built.code);
  expect(code).not.toBe(built.code);
  return { ...built, code };
}

/** The error of the first gate that refuses the artifact, or of the gate with the name. */
export async function expectRefusal(artifact: Artifact, name?: string): Promise<GateError> {
  const gate = gates.find((each) => each.name === name);
  const error = await Promise.resolve(gate ? gate.check(artifact) : checkGates(artifact)).then(
    () => new Error('no gate refused the artifact'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(GateError);
  return error as GateError;
}
