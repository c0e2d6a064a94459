import type { EdgeFunction } from '../compile/build.js';
import type { Deployment } from '../config/deployment.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import type { Clock } from '../host/clock.js';
import type { Progress } from '../host/progress.js';
import type { AwsClients } from './clients.js';

/** What every command that works on AWS works with. */
export interface Session {
  readonly aws: AwsClients;
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

/** A command of this package for the same deployment, ready to be run. */
export function commandLine(
  words: string,
  { selection, attachment }: Pick<Deployment, 'selection' | 'attachment'>,
): string {
  const isAttaching = /^(?:deploy|doctor|status)\b/.test(words);
  return ['npx pocket-spa-auth', words, isAttaching ? attachment : '', selection]
    .filter(Boolean)
    .join(' ');
}

/** Builds the function; `ring` is what an embedded build holds. */
export type Build = (ring: string | undefined) => Promise<EdgeFunction>;
