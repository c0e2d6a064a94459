import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Runs a command to its end. */
export const run = promisify(execFile);

/**
 * Starts a program that stays. `ready` is what it prints once it can be used; gives the match, and what ends it. Each line that it
 * prints goes to `onLine`.
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
