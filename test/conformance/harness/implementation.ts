import type { Request } from './protocol.js';

/** An implementation of the contract that answers requests of the protocol. */
export interface Implementation {
  /** The name in the table. */
  readonly name: string;
  /**
   * Whether it is the edge function, which neither signs nor returns the expiry, and may refuse a
   * token without reading the secret.
   */
  readonly isEdge: boolean;
  /**
   * One answer per request, in order: a line of the protocol, a problem in words, or null for a
   * request that it cannot answer.
   */
  answer(requests: readonly Request[]): Promise<readonly (string | null)[]>;
}
