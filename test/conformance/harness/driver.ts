import { spawn } from 'node:child_process';
import type { Implementation } from './implementation.js';
import { formatRequest } from './protocol.js';

// Far more than a batch takes: while this process runs the edge it does not read, and they wait.
const TIME_LIMIT_SECONDS = 1200;

/**
 * Creates an implementation from a program that speaks the protocol. It is started for each batch,
 * and killed at the time limit.
 */
export function createDriver(
  name: string,
  [program, ...args]: readonly [string, ...string[]],
  folder: string,
): Implementation {
  return {
    name,
    isEdge: false,
    async answer(requests) {
      const input = requests.map((request) => `${formatRequest(request)}\n`).join('');
      const { output, problem } = await runDriver(program, args, folder, input);
      const lines = output.split('\n');
      const rest = lines.pop();
      if (rest !== '' || lines.length > requests.length) {
        return requests.map(() => 'did not write one complete line per request');
      }
      return requests.map((_, i) => lines[i] ?? problem);
    },
  };
}

function runDriver(
  program: string,
  args: readonly string[],
  cwd: string,
  input: string,
): Promise<{ output: string; problem: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_SECONDS * 1000);
    const chunks: Buffer[] = [];
    const end = (problem: string) => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(chunks).toString('latin1'), problem });
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A driver that ends early closes the pipe. Its missing answers are reported.
    child.stdin.on('error', () => undefined);
    child.once('error', () => end('could not be started'));
    child.once('close', (status, signal) => end(`gave no answer (ended with ${signal ?? status})`));
    child.stdin.end(input);
  });
}
