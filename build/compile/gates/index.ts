import type { Artifact, Gate } from './gate.js';
import { names } from './names.js';
import { secrecy } from './secrecy.js';
import { ascii, size } from './size.js';
import { syntax } from './syntax.js';
import { vectors } from './vectors.js';

export type { Artifact } from './gate.js';
export { FILE } from './gate.js';
export { SIZE_LIMIT, SIZE_WARNING } from './size.js';

/** Cheap ones first; the vectors run only what the others let through. */
export const gates: readonly Gate[] = [ascii, size, syntax, names, secrecy, vectors];

/** Runs every gate; the names of those passed. Throws GateError at the first that refuses. */
export async function passGates(artifact: Artifact): Promise<string[]> {
  for (const gate of gates) {
    await gate.check(artifact);
  }
  return gates.map(({ name }) => name);
}
