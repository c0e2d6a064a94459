import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ProcessResult {
  readonly status: number | null;
  /** The beginning of its output, on both streams. */
  readonly printed: string;
  readonly timedOut: boolean;
}

/** The limits of a process. */
export interface ProcessLimits {
  readonly seconds: number;
  /** Address space, in KiB. */
  readonly kilobytes: number;
}

const OUTPUT_LIMIT = 65_536;

/**
 * Runs a program until it ends, or kills it at the time limit. Rejects if there is no shell to
 * start it.
 */
export function runWithLimits(
  program: string,
  args: readonly string[],
  { seconds, kilobytes }: ProcessLimits,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    // `exec` replaces the shell by the program. A shell that cannot limit memory (macOS) leaves
    // only the time limit.
    const limited = `ulimit -v ${kilobytes} 2>/dev/null; exec "$0" "$@"`;
    const child = spawn('sh', ['-c', limited, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let timedOut = false;
    const collect = (chunk: Buffer) => {
      if (printed.length < OUTPUT_LIMIT) {
        printed += chunk.toString();
      }
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (status) => {
      clearTimeout(timer);
      resolve({ status, printed: printed.slice(0, OUTPUT_LIMIT), timedOut });
    });
  });
}
