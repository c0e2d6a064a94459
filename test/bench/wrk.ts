import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../build/host/packages.js';

const CHECK = join(packageRoot, 'test/bench/nginx/check.lua');

/** What is sent, and what has to come of it. */
export interface Requests {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  /** Of the body, in bytes. Default: not checked. */
  readonly size?: number | undefined;
  readonly seconds: number;
  /** The path of wrk. */
  readonly program?: string | undefined;
}

/** What wrk counted. */
export interface Counts {
  readonly requests: number;
  /** Answers with another status or size than the wanted one. */
  readonly wrong: number;
  /** Requests without an answer. */
  readonly lost: number;
}

/** What wrk counted and measured. */
export interface Measured extends Counts {
  /** The time to an answer that half of the requests took at most, in milliseconds. */
  readonly median: number;
  /** The same of 99 in 100. */
  readonly p99: number;
}

/** Sends requests as fast as they are answered, on 16 connections. */
export async function sendRequests(options: Requests): Promise<Measured> {
  const { url, headers, status, size, seconds, program = 'wrk' } = options;
  const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  // A late answer is none that is lost. Without this, wrk counts one after two seconds.
  const limits = [`-d${seconds}`, '--timeout', '60s'];
  const child = spawn(program, ['-t1', '-c16', ...limits, ...sent, '-s', CHECK, url], {
    env: {
      ...process.env,
      WANTED_STATUS: String(status),
      ...(size !== undefined && { WANTED_SIZE: String(size) }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  await once(child, 'close');
  const counted = /(\d+) requests, (\d+) wrong, (\d+) lost, (\d+) us, 99%: (\d+) us/.exec(printed);
  if (!counted) {
    throw new Error(`wrk did not end well:\n${printed}`);
  }
  const [, requests, wrong, lost, median, p99] = counted.map(Number) as number[];
  return {
    requests: requests!,
    wrong: wrong!,
    lost: lost!,
    median: median! / 1000,
    p99: p99! / 1000,
  };
}
