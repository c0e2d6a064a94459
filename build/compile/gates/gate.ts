import type { ResolvedConfig } from '../../config/edge-config.js';

/** A compiled function that the gates check. */
export interface Artifact {
  readonly code: string;
  readonly config: ResolvedConfig;
  /**
   * The key ring. An embedded build must contain it, and a KVS build must not. Empty if it is not
   * known.
   */
  readonly ring: string;
  /** Called with what the owner should know of a function that passes. */
  readonly note?: (text: string) => void;
}

/** One check of a compiled function before upload. */
export interface Gate {
  readonly name: string;
  /** Whether it knows what a function without hooks answers, and is given that one. */
  readonly isWithoutHooks?: true;
  /** Throws GateError if the function must not be uploaded. */
  check(artifact: Artifact): void | Promise<void>;
}

/** The name of the file in every message and on disk. */
export const FUNCTION_FILE = 'viewer-request.js';

/** Formats a place in the file as `file:line:column`, which editors understand. */
export function lineAndColumn(code: string, offset: number): string {
  const before = code.slice(0, offset).split('\n');
  return `${FUNCTION_FILE}:${before.length}:${before.at(-1)!.length + 1}`;
}
