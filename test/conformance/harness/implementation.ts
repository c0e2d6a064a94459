import type { Request } from './request.js';

/** What can be asked. */
export interface Implementation {
  /** As the table shows it. */
  readonly name: string;
  /** The edge neither signs nor tells the expiry, and looks at a secret only where a token is worth a MAC. */
  readonly isEdge: boolean;
  /** One answer a request, in order: a line of the protocol, what went wrong in words, or null for what it cannot be asked. */
  answer(requests: readonly Request[]): Promise<readonly (string | null)[]>;
}
