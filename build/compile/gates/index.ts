import type { Artifact, Gate } from './gate.js';
import { names } from './names.js';
import { probes } from './probes.js';
import { secrecy } from './secrecy.js';
import { ascii, size } from './size.js';
import { syntax } from './syntax.js';
import { vectors } from './vectors.js';

export { type Artifact, FUNCTION_FILE } from './gate.js';
export { vectorsGate } from './vectors.js';

/**
 * Every gate, the cheap ones first. The last two run the function, so they come after the gates
 * that read its text.
 */
export const gates: readonly Gate[] = [ascii, size, syntax, names, secrecy, probes, vectors];

/**
 * Runs every gate, then `additional`, and returns their names. Throws the GateError of the first
 * gate that refuses.
 */
export async function checkGates(
  artifact: Artifact,
  additional: readonly Gate[] = [],
): Promise<string[]> {
  const all = [...gates, ...additional];
  for (const gate of all) {
    await gate.check(artifact);
  }
  return all.map(({ name }) => name);
}
