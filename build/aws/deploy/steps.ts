import type { Step } from '../reconcile.js';
import type { DeployPart } from './state.js';

/** The steps of a deployment, in order. */
export type DeployStepId =
  | 'create-secret'
  | 'create-store'
  | 'await-store'
  | 'put-secret'
  | 'create-function'
  | 'update-function'
  | 'restore-development'
  | 'test-function'
  | 'publish-function'
  | 'await-function'
  | 'attach'
  | 'await-distribution'
  | 'tag-secret'
  | 'tag-store'
  | 'tag-function'
  // A rename has these too.
  | 'copy-entries'
  | 'await-entries'
  | 'swap'
  | 'await-former'
  | 'delete-former-function'
  | 'delete-former-store';

export interface DeployStep extends Step<DeployPart> {
  readonly id: DeployStepId;
  /** The id of the distribution that a `swap` step changes. */
  readonly distribution?: string;
}
