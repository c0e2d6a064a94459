import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { TOOLS } from '../tools/tools.js';

/**
 * A moto server on the loopback interface (serve.py): a fake AWS account that this project did not
 * write.
 */
export interface Moto {
  readonly url: string;
  /** Sets the clock of Secrets Manager, in Unix seconds. */
  setClock(now: number): Promise<void>;
  /** How many reads a distribution answers with InProgress before it is Deployed. Default: 0. */
  deployAfter(reads: number): Promise<void>;
  /** The configuration of the last UpdateDistribution, as moto parsed it. */
  readLastUpdate(): Promise<DistributionConfig>;
}

/** The initial time of the account. The clock of the fake starts at the same time. */
export const START = 1_800_000_000;

const DISTRIBUTION = 'cloudfront::distribution';

/** Starts one server for all tests of a file. It is emptied after each test. */
export function useMoto(): Moto {
  let url = '';
  const post = async (path: string, body?: object) => {
    const request = { method: 'POST', ...(body && { body: JSON.stringify(body) }) };
    const { ok, status } = await fetch(url + path, request);
    if (!ok) {
      throw new Error(`moto answered ${path} with ${status}`);
    }
  };
  const setClock = (now: number) => post(`/clock/${now}`);
  const transition = (transition: object) =>
    post('/moto-api/state-manager/set-transition', { model_name: DISTRIBUTION, transition });
  let stop = () => {};

  beforeAll(async () => {
    const child = spawn(TOOLS.moto!, ['-B', 'serve.py', String(START)], {
      cwd: import.meta.dirname,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    stop = () => void child.stdin.end();
    const ended = once(child, 'exit').then(() => ['']);
    const lines = createInterface({ input: child.stdout });
    const [port = ''] = await Promise.race([once(lines, 'line'), ended]);
    if (!/^\d+$/.test(port)) {
      throw new Error('moto did not start');
    }
    url = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => {
    await post('/moto-api/reset');
    await transition({ progression: 'immediate' });
    await setClock(START);
  });
  afterAll(() => stop());

  return {
    get url() {
      return url;
    },
    setClock,
    deployAfter: (times) => transition({ progression: 'manual', times }),
    readLastUpdate: async () =>
      (await fetch(`${url}/received`)).json() as Promise<DistributionConfig>,
  };
}
