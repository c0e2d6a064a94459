import { UsageError } from '../errors.js';
import type { OptionSpec } from './command.js';

/** Chooses the configuration, in every command that builds. */
export interface ConfigOptions {
  readonly config?: string;
  readonly stage?: string;
}

export const CONFIG_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--config <file>',
    text: 'configuration file (default: spa-auth.config.json, .js or .ts)',
  },
  { flags: '--stage <name>', text: 'stage of the configuration (default: $POCKET_STAGE)' },
];

/** Chooses what runs the function beside, or in place of, Node's own engine. */
export interface EngineOptions {
  readonly engine: 'vm' | 'njs';
}

export const ENGINE_OPTION: OptionSpec = {
  flags: '--engine <name>',
  text: 'what runs the function: vm (Node alone) or njs, from $POCKET_NJS or the PATH',
  parse(text) {
    if (text === 'vm' || text === 'njs') return text;
    throw new UsageError(`--engine: found text of ${text.length} characters; allowed: vm or njs`);
  },
  fallback: 'vm',
};

/** Reads a whole number from 0 to `most`. */
export function wholeNumber(flag: string, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,16}$/.test(text) && value <= most) return value;
    throw new UsageError(
      `${flag}: found text of ${text.length} characters; allowed: a whole number, 0 to ${most}`,
    );
  };
}
