import type { EdgeFunction } from '../compile/build.js';
import type { Deployment } from '../config/deployment.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import type { Clock } from '../host/clock.js';
import type { Progress } from '../host/progress.js';
import type { AwsClients } from './clients.js';

/** What every command that calls AWS needs. */
export interface Session {
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** The other stages of the configuration that use the same secret. */
  readonly secretSharedWith: readonly string[];
  /** Whether there is a configuration; without one the defaults apply. */
  readonly isConfigured: boolean;
  /**
   * The distribution that the configuration names. The command line may name another one, which is
   * then `deployment.distribution`.
   */
  readonly configuredDistribution: string | undefined;
}

/** A command line of this package for the same deployment, ready to be run. */
export function commandLine(
  command: string,
  { selection, attachment }: Pick<Deployment, 'selection' | 'attachment'>,
): string {
  const isAttaching = /^(?:deploy|doctor|status)\b/.test(command);
  return ['npx pocket-spa-auth', command, isAttaching ? attachment : '', selection]
    .filter(Boolean)
    .join(' ');
}

/** Builds the function; `ring` is the key ring that an embedded build contains. */
export type Build = (ring: string | undefined) => Promise<EdgeFunction>;
