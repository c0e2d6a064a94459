import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ProcessResult {
  readonly status: number | null;
  /** The start of what it printed, on both streams. */
  readonly printed: string;
  readonly timedOut: boolean;
}

/** What a process may take. */
export interface ProcessLimits {
  readonly seconds: number;
  /** Address space, in KiB. */
  readonly kilobytes: number;
}

const KEPT = 65_536;

/** Runs a program to its end, or kills it at the time limit. Rejects where there is no shell to start it. */
export function runWithLimits(
  program: string,
  args: readonly string[],
  { seconds, kilobytes }: ProcessLimits,
): Promise<ProcessResult> {
  return new Promise((done, failed) => {
    // The shell becomes the program; where it cannot limit memory (macOS), time alone is limited.
    const limited = `ulimit -v ${kilobytes} 2>/dev/null; exec "$0" "$@"`;
    const child = spawn('sh', ['-c', limited, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let timedOut = false;
    const keep = (chunk: Buffer) => {
      if (printed.length < KEPT) {
        printed += chunk.toString();
      }
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.once('error', (error) => {
      clearTimeout(timer);
      failed(error);
    });
    child.once('close', (status) => {
      clearTimeout(timer);
      done({ status, printed: printed.slice(0, KEPT), timedOut });
    });
  });
}
