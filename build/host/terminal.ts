import type { Readable } from 'node:stream';
import { type Clock, systemClock } from './clock.js';
import { UsageError } from './errors.js';

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
  /**
   * Reads the first line of standard input. `prompt` is shown if a person types it.
   *
   * @throws UsageError if the line is longer than any token, cookie or user id.
   */
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
      return readFirstLine(stdin);
    },
    interrupted: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
  };
}

// Three times what CloudFront takes as one request, headers included.
const LINE_LIMIT = 65_536;

/** The text before the first line end. No more is read than that, or than the limit. */
export async function readFirstLine(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    const end = bytes.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
    chunks.push(end < 0 ? bytes : bytes.subarray(0, end));
    length += chunks.at(-1)!.length;
    if (length > LINE_LIMIT) {
      input.pause();
      throw new UsageError(
        `the first line of standard input has more than ${LINE_LIMIT} bytes, and no cookie, token or user id has; check what is piped in`,
      );
    }
    if (end >= 0) {
      break;
    }
  }
  // A terminal that is still read keeps the process running.
  input.pause();
  return Buffer.concat(chunks).toString();
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
