import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { TOOLS } from '../tools/tools.js';
import { START, startMoto } from './server.js';

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
    ({ url, stop } = await startMoto(TOOLS.moto!));
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
