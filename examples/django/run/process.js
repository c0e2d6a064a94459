import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Runs a command and waits for its end. */
export const run = promisify(execFile);

// As systemd's DefaultTimeoutStopSec, but for one who waits at a terminal.
const PATIENCE = 10_000;

/**
 * Starts a program and waits until it prints a line that matches `ready`. `ready` may also be a
 * function that waits; its signal is aborted if the program ends. `onLine` is called with each line
 * that is printed. An abort of `signal` ends the waiting, and the program.
 *
 * Returns what `ready` found, the promise of its end with its last lines, and functions that stop
 * it: with `stopSignal`, or at once.
 */
export async function start(
  command,
  args,
  { ready, onLine = () => {}, signal, stopSignal = 'SIGTERM', killSignal = 'SIGKILL', ...options },
) {
  // In a group of its own, so that a Ctrl-C reaches this program alone, which keeps the order.
  const child = spawn(command, args, {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = [];
  const ended = once(child, 'exit').then(
    () => `${command} ended:\n${printed.join('\n')}`,
    (error) => error.message,
  );
  // The whole group, so that no worker outlives its master.
  const kill = () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, killSignal);
    }
  };
  const found = new Promise((resolve, reject) => {
    const read = (line) => {
      const match = ready instanceof RegExp && ready.exec(line);
      if (match) {
        resolve(match);
      }
      printed.push(line);
      printed.splice(0, printed.length - 50);
      onLine(line);
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    ended.then((message) => reject(new Error(message)));
    signal?.addEventListener('abort', kill);
    if (ready instanceof Function) {
      const early = new AbortController();
      ended.then(() => early.abort());
      ready(early.signal).then(resolve, reject);
    }
  });
  try {
    return {
      found: await found,
      ended,
      kill,
      async stop() {
        const timer = setTimeout(kill, PATIENCE);
        child.kill(stopSignal);
        await ended;
        clearTimeout(timer);
      },
    };
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}
