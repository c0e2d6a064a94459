import type { BuildOptions } from '../compile/build.js';
import { UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { OptionSpec } from './command.js';

/** Chooses the configuration, in every command that builds. */
export interface ConfigOptions {
  readonly config?: string;
  readonly pocketToml?: string;
  readonly name?: string;
  readonly stage?: string;
}

export const CONFIG_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--config <file>',
    text: 'configuration file (default: spa-auth.config.json, .js or .ts)',
  },
  { flags: '--pocket-toml <file>', text: 'a pocket.toml in place of a configuration file' },
  { flags: '--name <name>', text: 'the NAME of its [cloudfront.NAME], where it has several' },
  { flags: '--stage <name>', text: 'stage of the configuration (default: $POCKET_STAGE)' },
];

/** What the options say about the configuration, as a build takes it. */
export function toBuildOptions(
  { config, pocketToml, name, stage }: ConfigOptions,
  { cwd }: Pick<Terminal, 'cwd'>,
): Pick<BuildOptions, 'config' | 'pocketToml' | 'stage' | 'cwd'> & { config?: string } {
  if (config !== undefined && pocketToml !== undefined) {
    throw new UsageError('--pocket-toml stands in place of --config; give one of them');
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

/** Chooses what runs the function beside, or in place of, Node's own engine. */
export interface EngineOptions {
  readonly engine: 'vm' | 'njs';
}

export const ENGINE_OPTION: OptionSpec = {
  flags: '--engine <name>',
  text: 'what runs the function: vm (Node alone) or njs, from $POCKET_NJS or the PATH',
  parse(text) {
    if (text === 'vm' || text === 'njs') {
      return text;
    }
    throw new UsageError(`--engine: found text of ${text.length} characters; allowed: vm or njs`);
  },
  fallback: 'vm',
};

/** Reads a whole number from 0 to `most`. */
export function wholeNumberParser(flag: string, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,16}$/.test(text) && value <= most) {
      return value;
    }
    throw new UsageError(
      `${flag}: found text of ${text.length} characters; allowed: a whole number, 0 to ${most}`,
    );
  };
}
