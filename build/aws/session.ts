import type { Clock } from '../clock.js';
import type { Deployment } from '../config/deployment.js';
import type { ResolvedConfig } from '../config/types.js';
import type { Progress } from '../progress.js';
import type { Aws } from './clients.js';

/** What every command that works on AWS works with. */
export interface Session {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** The other stages of the configuration that have the same secret. */
  readonly secretSharedWith: readonly string[];
  /** Whether somebody wrote a configuration; without one the defaults apply. */
  readonly isConfigured: boolean;
  /** The distribution that the configuration names; the deployment's may be the command line's. */
  readonly configured: string | undefined;
}
