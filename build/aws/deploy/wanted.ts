import { COMMENTS, type Deployment } from '../../config/deployment.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { FunctionWanted } from '../resources/functions.js';
import type { DeployState } from './state.js';

/** What shall be, and what may be done for it. */
export interface Wanted {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** Whether somebody wrote a configuration; without one the defaults apply. */
  readonly isConfigured: boolean;
  /** The distribution that the configuration names, where the command line names another. */
  readonly configured: string | undefined;
  /** The secret and its store only: another tool deploys the function. */
  readonly secretOnly: boolean;
  /** Secrets Manager may be given the secret that the store holds. */
  readonly secretFromStore: boolean;
  /** The function may run on distributions that the configuration does not name. */
  readonly shared: boolean;
}

/** Undefined where that depends on what is still to be made. */
export function functionWanted(
  { built, store }: Pick<DeployState, 'built' | 'store'>,
  name: string,
): FunctionWanted | undefined {
  if (!built || (built.manifest.secret === 'kvs' && !store)) return undefined;
  return {
    name,
    code: built.code,
    runtime: built.manifest.runtime,
    comment: COMMENTS.function,
    store: store?.arn,
  };
}
