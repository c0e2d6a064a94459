import type { Session } from '../aws/session.js';
import type { Terminal } from '../terminal.js';
import type { OptionSpec } from './command.js';
import { CONFIG_OPTIONS, type ConfigOptions } from './options.js';

/** What every command takes that works on AWS. */
export interface SessionOptions extends ConfigOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly json?: true;
}

/** What a command takes that changes something. */
export interface ChangeOptions extends SessionOptions {
  readonly dryRun?: true;
}

export const SESSION_OPTIONS: readonly OptionSpec[] = [
  ...CONFIG_OPTIONS,
  {
    flags: '--region <region>',
    text: "Secrets Manager's region (default: as the AWS SDK finds it)",
  },
  {
    flags: '--profile <profile>',
    text: 'profile of the AWS configuration (default: $AWS_PROFILE)',
  },
  { flags: '--json', text: 'print one JSON object instead of the report' },
];

export const CHANGE_OPTIONS: readonly OptionSpec[] = [
  ...SESSION_OPTIONS,
  { flags: '--dry-run', text: 'print the plan and change nothing' },
];

/** Loads the configuration and opens the AWS clients; asks AWS for nothing yet. */
export async function openSession(options: SessionOptions, terminal: Terminal): Promise<Session> {
  const [{ loadConfig }, { openAws }, { progressOn }] = await Promise.all([
    import('../config/load.js'),
    import('../aws/clients.js'),
    import('../progress.js'),
  ]);
  const { config, deployment } = await loadConfig({
    file: options.config,
    stage: options.stage,
    cwd: terminal.cwd,
  });
  const { region, profile } = options;
  return {
    aws: await openAws({ region, profile }),
    clock: terminal.clock,
    progress: await progressOn(terminal),
    config,
    deployment,
  };
}
