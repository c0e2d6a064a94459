import type { Deployment } from '../../../config/deployment.js';
import type { Secrets, StoredRing } from '../../resources/ring.js';
import type { Label } from '../../resources/secret.js';
import type { Mark } from '../marks.js';
import type { Phase } from '../schedule.js';
import type { Versions } from '../state.js';
import type { StepId } from '../steps.js';

/** What there is to judge by. */
export interface Found {
  readonly deployment: Deployment;
  readonly versions: Versions;
  /** Undefined where the secret is built into the function. */
  readonly store: { readonly ring: StoredRing | undefined } | undefined;
}

/** Where a rotation stands. */
export interface Position {
  readonly phase: Phase;
  /**
   * The ring that the versions in Secrets Manager come to, and that the edge is to have. While a rotation is under way its second
   * secret is the one to come, or the one to go.
   */
  readonly ring: Secrets;
  /**
   * When the phase began, in Unix seconds. A version that another hand has put over a step's has its own date: the phase then counts
   * as younger than it is, which only makes the next step later.
   */
  readonly since: number;
}

/** How Secrets Manager keeps a ring. */
export interface Way {
  /**
   * Tells where a rotation stands, unless a leaked secret is being replaced.
   *
   * @param begin - Where nothing tells what the further secrets of a ring are for, they are other issuers', and stay.
   * @throws ConflictError where nothing tells.
   */
  position(found: Found, begin: boolean): Position;
  /** Refuses a rotation that was begun in the other way. */
  requireOwn(found: Found): void;
  /**
   * The step that brings a secret into Secrets Manager: `newcomer`, which only the KeyValueStore holds, or one that is still to be made.
   *
   * @throws ConflictError where that cannot be done without a guess.
   */
  bringIn(found: Found, newcomer: string | undefined): StepId;
  /** What the version that a step makes has of the ring, and the label that it gets. */
  version(mark: Exclude<Mark, 'emergency'>, ring: Secrets): Piece;
}

export interface Piece {
  readonly secrets: Secrets;
  readonly label: Label;
}
