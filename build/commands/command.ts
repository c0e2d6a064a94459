import type { Terminal } from '../host/terminal.js';

/** One option of a command. */
export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  readonly defaultValue?: string | number;
  /**
   * Parses the value, and throws UsageError if it is not valid. `previous` is the result so far of
   * a repeated option.
   */
  readonly parse?: (text: string, previous?: unknown) => unknown;
}

/**
 * A command as data. `run` imports its heavy modules itself, so that the help of all commands stays
 * fast.
 */
export interface Command<Options = object> {
  readonly name: string;
  readonly summary: string;
  readonly argument?: {
    readonly name: string;
    readonly description: string;
    readonly optional?: true;
  };
  readonly options?: readonly OptionSpec[];
  /** Ends the error about too many arguments; default "see --help". */
  readonly tooManyArgumentsHint?: string;
  /** Whether such an argument may be a secret or a token, which the error must not show. */
  readonly argumentIsSecret?: true;
  /** Notes that follow the help. */
  readonly notes?: string;
  /** Runs the command and returns its exit status; undefined means 0. */
  run(options: Options, terminal: Terminal, argument: string): Promise<number | undefined>;
}

/** Commands that share their first word, such as `token issue` and `token check`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}
