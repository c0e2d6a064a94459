import type { Artifact, Gate } from './gate.js';
import { names } from './names.js';
import { probes } from './probes.js';
import { secrecy } from './secrecy.js';
import { ascii, size } from './size.js';
import { syntax } from './syntax.js';
import { vectors } from './vectors.js';

export type { Artifact } from './gate.js';

export { FUNCTION_FILE } from './gate.js';

export { vectorsGate } from './vectors.js';

/** Cheap ones first; the last two run only what the others let through. */
export const gates: readonly Gate[] = [ascii, size, syntax, names, secrecy, probes, vectors];

/** Runs every gate, then the further ones; the names of those passed. Throws GateError at the first that refuses. */
export async function checkGates(
  artifact: Artifact,
  further: readonly Gate[] = [],
): Promise<string[]> {
  const all = [...gates, ...further];
  for (const gate of all) {
    await gate.check(artifact);
  }
  return all.map(({ name }) => name);
}
