import type { EdgeFunction } from '../../compile/build.js';
import { COMMENTS, type Deployment } from '../../config/deployment.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { FunctionSpec } from '../resources/functions.js';
import type { StoreState } from '../resources/key-value-store.js';

/** What the deployment has to reach, and what it may do for that. */
export interface DeployGoal {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** Whether there is a configuration; without one the defaults apply. */
  readonly isConfigured: boolean;
  /**
   * The distribution that the configuration names; `deployment.distribution` may be another one,
   * from the command line.
   */
  readonly configuredDistribution: string | undefined;
  /** Deploy the secret and its store only: another tool deploys the function. */
  readonly secretOnly: boolean;
  /** Create the secret in Secrets Manager from the one in the store, if it is missing. */
  readonly secretFromStore: boolean;
  /** The function may run on distributions that the configuration does not name. */
  readonly shared: boolean;
  /** The name that the function and its store had until now; undefined if it stays. */
  readonly renameFrom: string | undefined;
  /** The distribution is changed although another tool manages it. */
  readonly force: boolean;
}

interface SpecInputs {
  readonly built: EdgeFunction | undefined;
  readonly store: StoreState | undefined;
}

/**
 * The function that the deployment wants; undefined while its build or its store does not exist
 * yet.
 */
export function functionSpec({ built, store }: SpecInputs, name: string): FunctionSpec | undefined {
  if (!built || (built.manifest.secret === 'kvs' && !store)) {
    return undefined;
  }
  return {
    name,
    code: built.code,
    runtime: built.manifest.runtime,
    comment: COMMENTS.function,
    store: store?.arn,
  };
}
