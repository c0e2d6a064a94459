import type { ResolvedConfig } from '../../config/edge-config.js';

/** A compiled function on its way to the disk. */
export interface Artifact {
  readonly code: string;
  readonly config: ResolvedConfig;
  /** The key ring that must be found in an embedded build and must not be in another; empty where none is known. */
  readonly ring: string;
}

/** One reason why a function must not be uploaded. Throws GateError. */
export interface Gate {
  readonly name: string;
  check(artifact: Artifact): void | Promise<void>;
}

/** The file's name in every message, and its name on the disk. */
export const FUNCTION_FILE = 'viewer-request.js';

/** A place in the file as editors understand it. */
export function lineAndColumn(code: string, offset: number): string {
  const before = code.slice(0, offset).split('\n');
  return `${FUNCTION_FILE}:${before.length}:${before.at(-1)!.length + 1}`;
}
