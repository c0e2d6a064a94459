import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type HttpReply } from './reply.js';

/** A running demo, started as by `npm start` after the build. */
export interface Demo {
  readonly url: string;
  /** The text that the demo has printed. */
  output(): string;
  /** Sends a GET that follows no redirect and adds no header of its own. */
  get(path: string, headers: Record<string, string>): Promise<HttpReply>;
  /** Sends the signal and returns the exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null>;
}

/** Starts the demo on a free port with the key ring of the test and options of `npm start`. */
export async function startDemo(secret: string, options: readonly string[] = []): Promise<Demo> {
  const child = spawn(process.execPath, ['examples/demo/start.js', ...options], {
    env: { ...process.env, PORT: '0', SPA_TOKEN_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // If the tests are aborted, the child must not keep running.
  process.once('exit', () => child.kill());
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const printed = /https?:\/\/localhost:\d+/.exec(output);
      if (printed) {
        resolve(printed[0]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`the demo ended early:\n${output}`)));
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
