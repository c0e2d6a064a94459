import type { BuildOptions } from '../compile/build.js';
import { UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import type { OptionSpec } from './command.js';

/** The options that choose the configuration. */
export interface ConfigOptions {
  readonly config?: string;
  readonly pocketToml?: string;
  readonly name?: string;
  readonly stage?: string;
}

export const CONFIG_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--config <file>',
    description: 'configuration file (default: spa-auth.config.json, .js or .ts)',
  },
  {
    flags: '--pocket-toml <file>',
    description: 'a pocket.toml instead of a configuration file',
  },
  {
    flags: '--name <name>',
    description: 'the NAME of [cloudfront.NAME] in the pocket.toml, if it has several',
  },
  { flags: '--stage <name>', description: 'stage of the configuration (default: $POCKET_STAGE)' },
];

/** The option that chooses the JavaScript engine for the function. */
export interface EngineOptions {
  readonly engine: 'vm' | 'njs';
}

export const ENGINE_OPTION: OptionSpec = {
  flags: '--engine <name>',
  description: 'what runs the function: vm (Node only) or njs, from $POCKET_NJS or the PATH',
  parse(text) {
    if (text === 'vm' || text === 'njs') {
      return text;
    }
    throw new UsageError(`--engine: found ${describeText(text)}; allowed: vm or njs`);
  },
  defaultValue: 'vm',
};

/** The options of every command that works on AWS. */
export interface SessionOptions extends ConfigOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly json?: true;
  readonly distribution?: string;
  readonly behavior?: readonly string[];
}

/** The options that choose the AWS account and region. */
export const ACCOUNT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--region <region>',
    description:
      'region of Secrets Manager (default: deploy.region, otherwise as the AWS SDK finds it)',
  },
  {
    flags: '--profile <profile>',
    description: 'profile of the AWS configuration (default: $AWS_PROFILE)',
  },
];

export const SESSION_OPTIONS: readonly OptionSpec[] = [
  ...CONFIG_OPTIONS,
  ...ACCOUNT_OPTIONS,
  { flags: '--json', description: 'print one JSON object instead of the report' },
];

/** The options that override where the configuration attaches the function. */
export const DISTRIBUTION_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--distribution <id>',
    description: 'the distribution to protect (default: deploy.distribution)',
  },
  {
    flags: '--behavior <pattern>',
    description:
      'path pattern of a behavior to protect, or default; may be repeated (default: deploy.behaviors)',
    parse: (text, previous) => [...((previous as string[] | undefined) ?? []), text],
  },
];

/** The options of a command that changes something in AWS. */
export interface ChangeOptions extends SessionOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}

export const CHANGE_OPTIONS: readonly OptionSpec[] = [
  ...SESSION_OPTIONS,
  { flags: '--dry-run', description: 'print the plan and change nothing, even with --yes' },
  {
    flags: '--yes',
    description: 'do not ask for confirmation: destroy, rotate --emergency, revoke --all-before',
  },
];

/** The options of a command that only reads from AWS. */
export const READ_OPTIONS: readonly OptionSpec[] = [
  ...SESSION_OPTIONS,
  ...DISTRIBUTION_OPTIONS,
  // For scripts that give every command the same options.
  { flags: '--dry-run', description: 'has no effect: this command changes nothing' },
  { flags: '--yes', description: 'has no effect: this command asks nothing' },
];

/**
 * The options that choose the configuration, in the form that a build takes.
 *
 * @throws UsageError if they contradict each other.
 */
export function toBuildOptions(
  { config, pocketToml, name, stage }: ConfigOptions,
  { cwd }: Pick<Terminal, 'cwd'>,
): Pick<BuildOptions, 'config' | 'pocketToml' | 'stage' | 'cwd'> & { config?: string } {
  if (config !== undefined && pocketToml !== undefined) {
    throw new UsageError('--pocket-toml replaces --config; give only one of them');
  }
  if (name !== undefined && pocketToml === undefined) {
    throw new UsageError('--name chooses a table of a pocket.toml; give --pocket-toml too');
  }
  return {
    ...(config === undefined ? {} : { config }),
    ...(pocketToml === undefined
      ? {}
      : { pocketToml: { file: pocketToml, ...(name === undefined ? {} : { name }) } }),
    ...(stage === undefined ? {} : { stage }),
    cwd,
  };
}

/**
 * Creates a parser for a whole number from 0 to `maximum`. It throws UsageError for any other text.
 */
export function wholeNumberParser(flag: string, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,16}$/.test(text) && value <= maximum) {
      return value;
    }
    throw new UsageError(
      `${flag}: found ${describeText(text)}; allowed: a whole number, 0 to ${maximum}`,
    );
  };
}

/**
 * Creates a parser for a number of whole seconds up to `maximum`. The error for a duration such as
 * `1h` gives its seconds.
 */
export function secondsParser(flag: string, maximum: number): (text: string) => number {
  const days = maximum % 86_400 === 0 ? `, which is ${maximum / 86_400} days` : '';
  return (text) => {
    const value = Number(text);
    if (/^\d{1,16}$/.test(text) && value <= maximum) {
      return value;
    }
    const seconds = countSeconds(text);
    const hint = seconds === undefined ? '' : `; ${text.trim()} is ${seconds}`;
    throw new UsageError(
      `${flag}: found ${describeText(text)}; allowed: a whole number of seconds, 0 to ${maximum}${days}${hint}`,
    );
  };
}

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

const DURATION =
  /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*(s|m|h|d|w)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?|eeks?)?\s*$/i;

/** The whole seconds that a text such as `1h` or `30 min` means; undefined for any other text. */
function countSeconds(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return unit === undefined
    ? undefined
    : Math.round(Number(amount) * UNITS[unit.toLowerCase() as keyof typeof UNITS]);
}
