import './loopback.js';
import type { Engine } from '../../../build/runtime/engine.js';
import { vmEngine } from '../../../build/runtime/sandbox.js';
import { createEdge, type Edge } from './edge/edge.js';
import {
  cloudfrontByHand,
  type FakeCloudFront,
  type FakeSecrets,
  type FakeStores,
  secretsByHand,
  storesByHand,
} from './planting.js';
import { createFaults, type FakeCall, type Faults } from './server/calls.js';
import { startServer } from './server/server.js';
import { createSteps, type Listener } from './server/steps.js';
import { servicesOf } from './services.js';
import { createAccount, PROPAGATION, type Propagation } from './state.js';
import { type Clock, createClock } from './time/clock.js';

export type { Edge, EdgeRequest } from './edge/edge.js';

export type { FakeCall, Fault } from './server/calls.js';

/** An AWS account on the loopback interface, for the SDK's own clients: CloudFront, its KeyValueStore, Secrets Manager. */
export interface FakeAws {
  /** The endpoint of all three services. */
  readonly url: string;
  readonly clock: Clock;
  /** Every API call, in order. */
  readonly calls: readonly FakeCall[];
  readonly cloudfront: FakeCloudFront;
  readonly stores: FakeStores;
  readonly secrets: FakeSecrets;
  readonly edge: Edge;
  readonly faults: Faults;
  /**
   * Calls the listener after every API call, before its answer goes out, and at every stop of the clock. A listener asks the
   * `edge` or looks at the state; it makes no API calls.
   */
  onStep(listener: Listener): void;
  /** Rejects with the first thing that must not have happened: a listener's error during a call, or a request that no service knows. */
  close(): Promise<void>;
}

export interface FakeAwsOptions {
  /** What runs the functions; default Node's own. */
  readonly engine?: Engine;
  /** What an API call takes, on the simulated clock; default 0. */
  readonly callSeconds?: number;
  readonly propagation?: Partial<Propagation>;
}

export async function startFakeAws({
  engine = vmEngine,
  callSeconds = 0,
  propagation = {},
}: FakeAwsOptions = {}): Promise<FakeAws> {
  const steps = createSteps();
  const clock = createClock(steps.run);
  const account = createAccount(clock, { ...PROPAGATION, ...propagation });
  const cloudfront = cloudfrontByHand(account);
  const faults = createFaults();
  const calls: FakeCall[] = [];
  const errors: unknown[] = [];
  const server = await startServer({
    services: servicesOf(account, engine, cloudfront),
    begin(call) {
      calls.push(call);
      return faults.take(call);
    },
    async end() {
      clock.pass(callSeconds);
      await steps.run();
    },
    onError: (error) => errors.push(error),
  });
  return {
    url: server.url,
    clock,
    calls,
    cloudfront,
    stores: storesByHand(account),
    secrets: secretsByHand(account),
    edge: createEdge(account, engine),
    faults,
    onStep: steps.add,
    async close() {
      await server.close();
      if (errors.length > 0) {
        throw errors[0];
      }
    },
  };
}
