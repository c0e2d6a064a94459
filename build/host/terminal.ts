import { createInterface } from 'node:readline';
import { type Clock, systemClock } from './clock.js';

/** All that a command touches of the process it runs in. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output shows colours. */
  readonly color: boolean;
  /** Whether a person watches standard error: a line of it may be written over. */
  readonly interactive: boolean;
  readonly clock: Clock;
  out(text: string): void;
  err(text: string): void;
  /** The first line of standard input; `prompt` is shown where a person types it. */
  readLine(prompt: string): Promise<string>;
  /** Ends when the user wants the command to end, by Ctrl-C or SIGTERM. */
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
