import type { Terminal } from '../host/terminal.js';

/** One option, as the help shows it; `parse` refuses a text that is no value of it; `before` is the value so far, where the option is repeated. */
export interface OptionSpec {
  readonly flags: string;
  readonly text: string;
  readonly fallback?: string | number;
  readonly parse?: (text: string, before?: unknown) => unknown;
}

/** A command as data; `run` imports its heavy code itself, so that the help of all stays quick. */
export interface Command<Options = object> {
  readonly name: string;
  readonly summary: string;
  readonly argument?: { readonly name: string; readonly text: string; readonly optional?: true };
  readonly options?: readonly OptionSpec[];
  /** Why more arguments than that are refused, where there is more to say than their number. */
  readonly excess?: string;
  /** Notes under the help. */
  readonly notes?: string;
  /** Gives the exit status; none is 0. */
  run(options: Options, terminal: Terminal, argument: string): Promise<number | undefined>;
}

/** Commands under a common first word. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}
