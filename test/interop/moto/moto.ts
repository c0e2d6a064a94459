import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { TOOLS } from '../tools/tools.js';

/** An AWS account on the loopback interface that others have written (serve.py). */
export interface Moto {
  readonly url: string;
  /** Makes it that time for Secrets Manager, in Unix seconds. */
  stand(now: number): Promise<void>;
  /** How often a distribution is asked for before it is Deployed; default not at all. */
  deployAfter(questions: number): Promise<void>;
  /** The configuration of the last UpdateDistribution, as moto has read it. */
  received(): Promise<DistributionConfig>;
}

/** The account's time until it is told another; the fake's begins there too. */
export const START = 1_800_000_000;

const DISTRIBUTION = 'cloudfront::distribution';

/** One server for all tests of a file; each test finds it empty. */
export function useMoto(): Moto {
  let url = '';
  const post = async (path: string, body?: object) => {
    const request = { method: 'POST', ...(body && { body: JSON.stringify(body) }) };
    const { ok, status } = await fetch(url + path, request);
    if (!ok) {
      throw new Error(`moto answered ${path} with ${status}`);
    }
  };
  const stand = (now: number) => post(`/clock/${now}`);
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
    await stand(START);
  });
  afterAll(() => stop());

  return {
    get url() {
      return url;
    },
    stand,
    deployAfter: (times) => transition({ progression: 'manual', times }),
    received: async () => (await fetch(`${url}/received`)).json() as Promise<DistributionConfig>,
  };
}
