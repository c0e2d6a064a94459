import type { Deployment } from '../../config/deployment.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { Finding } from './findings.js';
import type { Look } from './look.js';
import type { Survey } from './survey.js';
import type { Trials } from './trial.js';

/** All that the checks judge. */
export interface Examined extends Survey {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** Unix seconds, by AWS's clock where it told the time. */
  readonly now: number;
  /** Cut-offs of single users, some of them where there are many; looked for where LIVE does not ask for them. */
  readonly cutOffs: Look<readonly string[] | undefined>;
  /** What LIVE answers; undefined where there is none of ours. */
  readonly trials: Look<Trials | undefined>;
  /** Seconds that this machine's clock is ahead of AWS's; undefined where no answer told the time. */
  readonly ahead: number | undefined;
}

/** Pure: what is wrong in one respect. */
export type Check = (examined: Examined) => readonly Finding[];
