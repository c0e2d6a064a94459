import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Runs a command and waits for its end. */
export const run = promisify(execFile);

/**
 * Starts a program and waits until it prints a line that matches `ready`. Returns the match and
 * functions to stop the program and to wait for its end. `onLine` is called with each line that it
 * prints.
 */
export async function start(command, args, { ready, onLine = () => {}, ...options }) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const printed = [];
  const found = await new Promise((resolve, reject) => {
    const read = (line) => {
      const match = ready.exec(line);
      if (match) {
        resolve(match);
      }
      if (printed.length < 50) {
        printed.push(line);
      }
      onLine(line);
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${command} ended:\n${printed.join('\n')}`)));
  });
  return {
    found,
    ended,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
