import { createInterface } from 'node:readline';
import { type Clock, systemClock } from './clock.js';

/** Everything that a command uses of the process that it runs in. */
export interface Terminal {
  readonly cwd: string;
  /** The environment variables. Those of a `.env` file are added here. */
  readonly env: Record<string, string | undefined>;
  /** Whether standard output shows colors. */
  readonly color: boolean;
  /** Whether standard error is shown to a person. Its lines may then be overwritten. */
  readonly interactive: boolean;
  /** Whether a person can answer questions: standard input and output are a terminal. */
  readonly canAsk: boolean;
  readonly clock: Clock;
  out(text: string): void;
  err(text: string): void;
  /** Reads the first line of standard input. `prompt` is shown if a person types it. */
  readLine(prompt: string): Promise<string>;
  /** Resolves when the user ends the command with Ctrl-C or SIGTERM. */
  interrupted(): Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  return {
    cwd: process.cwd(),
    env,
    color: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    interactive: stderr.isTTY === true && !env.CI && env.TERM !== 'dumb',
    canAsk: stdin.isTTY === true && stdout.isTTY === true && !env.CI && env.TERM !== 'dumb',
    clock: systemClock,
    out: (text) => stdout.write(`${text}\n`),
    err: (text) => stderr.write(`${text}\n`),
    async readLine(prompt) {
      if (stdin.isTTY) {
        stderr.write(prompt);
      }
      for await (const line of createInterface({ input: stdin })) {
        return line;
      }
      return '';
    },
    interrupted: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
  };
}
