import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';

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

/** The parts of an answer that tests look at. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** Starts the demo on a free port, with a key ring that the test knows. */
export async function startDemo(secret: string): Promise<Demo> {
  const child = spawn(process.execPath, ['examples/demo/start.js'], {
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
      if (printed) found(printed[0]);
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

function get(url: string, headers: Record<string, string>): Promise<Reply> {
  return new Promise((done, failed) => {
    const sent = request(url, { headers, agent: false }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      done({ status: answer.statusCode ?? 0, headers: answer.headers, body });
    });
    sent.on('error', failed).end();
  });
}
