import { hasHooks } from '../../config/hooks.js';
import type { Artifact, Gate } from './gate.js';
import { compileWith, hooks } from './hooks.js';
import { names } from './names.js';
import { probes } from './probes.js';
import { secrecy } from './secrecy.js';
import { ascii, size } from './size.js';
import { syntax } from './syntax.js';
import { vectors } from './vectors.js';

export { type Artifact, FUNCTION_FILE } from './gate.js';
export { hooksGate } from './hooks.js';
export { vectorsGate } from './vectors.js';

/**
 * Every gate, the cheap ones first. The last two run the function, so they come after the gates
 * that read its text.
 */
export const gates: readonly Gate[] = [ascii, size, syntax, names, secrecy, probes, vectors];

/**
 * Runs every gate, then `additional`, and returns their names. Throws the GateError of the first
 * gate that refuses. What a function with hooks answers is compared with what it answers without.
 */
export async function checkGates(
  artifact: Artifact,
  additional: readonly Gate[] = [],
): Promise<string[]> {
  const withHooks = hasHooks(artifact.config);
  const all = [...gates, ...(withHooks ? [hooks] : []), ...additional];
  let plain: Artifact | undefined = withHooks ? undefined : artifact;
  for (const gate of all) {
    if (gate.isWithoutHooks) {
      plain ??= { ...artifact, ...(await compileWith(artifact, [])) };
    }
    await gate.check(gate.isWithoutHooks ? plain! : artifact);
  }
  return all.map(({ name }) => name);
}
