import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** A program that a newcomer leaves running in a terminal of its own. */
export interface Running {
  /** The text that it has printed. */
  output(): string;
  /** Ends when the text has been printed; throws if the program ends before that. */
  printed(pattern: RegExp): Promise<string>;
  /** Sends the signal of Ctrl-C to all its processes, and ends with the last of them. */
  interrupt(): Promise<void>;
}

/** Runs a command line in a folder to its end. Throws, with all that it printed, if it fails. */
export async function run(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', line], {
    cwd,
    env,
    maxBuffer: 2 ** 24,
  });
  return stdout + stderr;
}

/** Starts a command line that does not end by itself. */
export function start(line: string, cwd: string, env: NodeJS.ProcessEnv): Running {
  // A process group of its own: Ctrl-C in a terminal reaches all processes of the line.
  const child = spawn('sh', ['-c', line], { cwd, env, detached: true });
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
      child.emit('printed');
    });
  }
  const interrupt = () => signalGroup(child, 'SIGINT');
  process.once('exit', interrupt);
  return {
    output: () => output,
    printed: (pattern) =>
      new Promise((done, failed) => {
        const look = () => {
          const found = pattern.exec(output)?.[0];
          if (found !== undefined) {
            done(found);
          }
        };
        child.on('printed', look);
        child.once('exit', () => failed(new Error(`"${line}" ended early:\n${output}`)));
        look();
      }),
    async interrupt() {
      process.off('exit', interrupt);
      interrupt();
      await exited;
    },
  };
}

function signalGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined && exitCode === null && signalCode === null) {
    process.kill(-pid, signal);
  }
}
