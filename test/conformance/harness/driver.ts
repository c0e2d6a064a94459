import { spawn } from 'node:child_process';
import type { Implementation } from './implementation.js';
import { lineOf } from './request.js';

const SECONDS = 300;

/** A program that speaks the protocol: started anew for each batch, ended if it takes too long. */
export function driverOf(
  name: string,
  [program, ...args]: readonly [string, ...string[]],
  folder: string,
): Implementation {
  return {
    name,
    isEdge: false,
    async answer(requests) {
      const input = requests.map((request) => `${lineOf(request)}\n`).join('');
      const { output, problem } = await exchange(program, args, folder, input);
      const lines = output.split('\n');
      const rest = lines.pop();
      if (rest !== '' || lines.length > requests.length) {
        return requests.map(() => 'wrote no lines');
      }
      return requests.map((_, at) => lines[at] ?? problem);
    },
  };
}

function exchange(
  program: string,
  args: readonly string[],
  cwd: string,
  input: string,
): Promise<{ output: string; problem: string }> {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), SECONDS * 1000);
    const chunks: Buffer[] = [];
    const end = (problem: string) => {
      clearTimeout(timer);
      done({ output: Buffer.concat(chunks).toString('latin1'), problem });
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A driver that ends early closes the pipe; what it did not answer shows that.
    child.stdin.on('error', () => undefined);
    child.once('error', () => end('could not be started'));
    child.once('close', (status, signal) => end(`gave no answer (ended with ${signal ?? status})`));
    child.stdin.end(input);
  });
}
