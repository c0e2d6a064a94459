import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The initial time of the account. The clock of the fake starts at the same time. */
export const START = 1_800_000_000;

/** Starts moto on the loopback interface, with a Python that has its packages (serve.py). */
export async function startMoto(python: string): Promise<{ url: string; stop: () => void }> {
  const child = spawn(python, ['-B', 'serve.py', String(START)], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit').then(() => ['']);
  const lines = createInterface({ input: child.stdout });
  const [port = ''] = await Promise.race([once(lines, 'line'), ended]);
  if (!/^\d+$/.test(port)) {
    throw new Error('moto did not start');
  }
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.stdin.end() };
}
