import './loopback.js';
import type { Engine } from '../../../build/runtime/engine.js';
import { vmEngine } from '../../../build/runtime/sandbox.js';
import {
  createFakeCloudFront,
  createFakeSecrets,
  createFakeStores,
  type FakeCloudFront,
  type FakeSecrets,
  type FakeStores,
} from './direct-access.js';
import { createEdge, type Edge } from './edge/edge.js';
import { createFaults, type FakeCall, type Faults } from './server/calls.js';
import { createListeners, type Listener } from './server/listeners.js';
import { startServer } from './server/server.js';
import { createServices } from './services.js';
import { createAccount, DEFAULT_PROPAGATION, type Propagation } from './state.js';
import { type Clock, createClock } from './time/clock.js';

export type { Edge, EdgeRequest } from './edge/edge.js';

export type { FakeCall, Fault } from './server/calls.js';

/**
 * A simulated AWS account on the loopback interface, for the SDK's clients of CloudFront, its
 * KeyValueStore, Secrets Manager and CloudWatch.
 */
export interface FakeAws {
  /** The endpoint of all services. */
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
   * Calls the listener after every API call, before its answer is sent, and at every stop of the
   * clock. A listener may use `edge` and read the state; it must not make API calls.
   */
  onChange(listener: Listener): void;
  /**
   * Stops the server. Rejects with the first error that the server caught: of a listener during a
   * call, or of a request to no known operation.
   */
  close(): Promise<void>;
}

export interface FakeAwsOptions {
  /** The engine that runs the functions; default Node.js. */
  readonly engine?: Engine;
  /** How long an API call takes on the simulated clock; default 0. */
  readonly callSeconds?: number;
  readonly propagation?: Partial<Propagation>;
}

export async function startFakeAws({
  engine = vmEngine,
  callSeconds = 0,
  propagation = {},
}: FakeAwsOptions = {}): Promise<FakeAws> {
  const listeners = createListeners();
  const clock = createClock(listeners.run);
  const account = createAccount(clock, { ...DEFAULT_PROPAGATION, ...propagation });
  const cloudfront = createFakeCloudFront(account);
  const faults = createFaults();
  const calls: FakeCall[] = [];
  const errors: unknown[] = [];
  const server = await startServer({
    services: createServices(account, engine, cloudfront),
    begin(call) {
      calls.push(call);
      return faults.take(call);
    },
    async end() {
      clock.skip(callSeconds);
      await listeners.run();
    },
    onError: (error) => errors.push(error),
  });
  return {
    url: server.url,
    clock,
    calls,
    cloudfront,
    stores: createFakeStores(account),
    secrets: createFakeSecrets(account),
    edge: createEdge(account, engine),
    faults,
    onChange: listeners.add,
    async close() {
      await server.close();
      if (errors.length > 0) {
        throw errors[0];
      }
    },
  };
}
