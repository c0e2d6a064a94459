import type { Build, Session } from '../aws/session.js';
import { UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { OptionSpec } from './command.js';
import { CONFIG_OPTIONS, type ConfigOptions, toBuildOptions } from './options.js';

/** What every command takes that works on AWS. */
export interface SessionOptions extends ConfigOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly json?: true;
  readonly distribution?: string;
  readonly behavior?: readonly string[];
}

/** What a command takes that changes something. */
export interface ChangeOptions extends SessionOptions {
  readonly dryRun?: true;
}

/** Say who asks, and where. */
export const ACCOUNT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--region <region>',
    text: "Secrets Manager's region (default: deploy.region, else as the AWS SDK finds it)",
  },
  {
    flags: '--profile <profile>',
    text: 'profile of the AWS configuration (default: $AWS_PROFILE)',
  },
];

export const SESSION_OPTIONS: readonly OptionSpec[] = [
  ...CONFIG_OPTIONS,
  ...ACCOUNT_OPTIONS,
  { flags: '--json', text: 'print one JSON object instead of the report' },
];

export const CHANGE_OPTIONS: readonly OptionSpec[] = [
  ...SESSION_OPTIONS,
  { flags: '--dry-run', text: 'print the plan and change nothing' },
];

/** Say where the function is attached, over what the configuration says. */
export const DISTRIBUTION_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--distribution <id>',
    text: 'the distribution to protect (default: deploy.distribution)',
  },
  {
    flags: '--behavior <pattern>',
    text: 'a path pattern of it, or default; may be repeated (default: deploy.behaviors)',
    parse: (text, before) => [...((before as string[] | undefined) ?? []), text],
  },
];

/** Loads the configuration and opens the AWS clients; asks AWS for nothing yet. */
export async function openSession(options: SessionOptions, terminal: Terminal): Promise<Session> {
  const [{ loadConfig }, { createAwsClients }, { createProgress }] = await Promise.all([
    import('../config/load.js'),
    import('../aws/clients.js'),
    import('../host/progress.js'),
  ]);
  const { config: file, ...chosen } = toBuildOptions(options, terminal);
  const loaded = await loadConfig({ file, ...chosen });
  const { config, deployment, stage, stages, secretSharedWith, file: found } = loaded;
  if (stage === undefined && stages.length > 0) {
    throw new UsageError(
      `the configuration has the stages ${stages.join(', ')}, and what is in AWS belongs to one: choose it with --stage or POCKET_STAGE`,
    );
  }
  const { region = deployment.region, profile } = options;
  return {
    aws: await createAwsClients({ region, profile }),
    clock: terminal.clock,
    progress: await createProgress(terminal),
    config,
    secretSharedWith,
    isConfigured: found !== undefined,
    configured: deployment.distribution,
    deployment: { ...deployment, ...(await overriding(options)), ...selectionOf(options, stage) },
  };
}

/** What another command has to be given to work on the same. */
function selectionOf(options: SessionOptions, stage: string | undefined) {
  const { config, pocketToml, name, profile, region, distribution, behavior = [] } = options;
  return {
    selection: words({ config, 'pocket-toml': pocketToml, name, stage, region, profile }),
    attachment: [
      words({ distribution }),
      ...behavior.map((pattern) => words({ behavior: pattern })),
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function words(given: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(given)
    .flatMap(([option, value]) => (value === undefined ? [] : [`--${option} ${quoted(value)}`]))
    .join(' ');
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What stands on the command line, checked as the configuration is. */
async function overriding({ distribution, behavior: behaviors }: SessionOptions) {
  const deploy = {
    ...(distribution === undefined ? {} : { distribution }),
    ...(behaviors === undefined ? {} : { behaviors }),
  };
  const { resolveConfig } = await import('../config/resolve.js');
  resolveConfig({ deploy }, undefined, 'command line');
  return deploy;
}

/** What every command takes that only looks. */
export const READ_OPTIONS: readonly OptionSpec[] = [
  ...SESSION_OPTIONS,
  ...DISTRIBUTION_OPTIONS,
  // For scripts that give every command the same options.
  { flags: '--dry-run', text: 'no difference: this command changes nothing' },
];

/** Opens a session with what builds the function that ought to be LIVE in it. */
export async function openReadSession(
  options: SessionOptions,
  terminal: Terminal,
): Promise<{ readonly session: Session; readonly build: Build }> {
  const { buildEdgeFunction } = await import('../compile/build.js');
  const session = await openSession(options, terminal);
  const { config } = session;
  return {
    session,
    build: (secret) => buildEdgeFunction({ config, ...(secret !== undefined && { secret }) }),
  };
}
