import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type Reply } from './reply.js';

/** A run of the demo, started as `npm start` starts it once the package is built. */
export interface Demo {
  readonly url: string;
  /** Everything it has printed. */
  output(): string;
  /** Sends a GET that follows no redirect and adds no header of its own. */
  get(path: string, headers: Record<string, string>): Promise<Reply>;
  /** Sends the signal and gives the exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null>;
}

/** Starts the demo, or another example, on a free port, with a key ring that the test knows. */
export async function startDemo(secret: string, example = 'demo'): Promise<Demo> {
  const child = spawn(process.execPath, [`examples/${example}/start.js`], {
    env: { ...process.env, PORT: '0', SPA_TOKEN_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A run that is broken off must not leave it behind.
  process.once('exit', () => child.kill());
  let output = '';
  const url = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const printed = /http:\/\/localhost:\d+/.exec(output);
      if (printed) {
        found(printed[0]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => failed(new Error(`the demo ended early:\n${output}`)));
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  return {
    url,
    output: () => output,
    get: (path, headers) => get(`${url}${path}`, headers),
    async stop(signal) {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}
