import { afterEach, expect, vi } from 'vitest';
import { createAwsClients } from '../../../../build/aws/clients.js';
import type { Session } from '../../../../build/aws/session.js';
import { resolveDeployment } from '../../../../build/config/deployment.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../build/config/resolve.js';
import { stagesSharingSecret } from '../../../../build/config/stages.js';
import type { Clock } from '../../../../build/host/clock.js';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../../fakes/aws/index.js';

/** An AWS account, and sessions in it. */
export interface World {
  readonly fake: FakeAws;
  /** What commands have said, on either stream. */
  readonly said: string[];
  readonly clock: Clock;
  /** A session as a command line would open it, for this configuration. */
  session(config?: EdgeConfig, stage?: string): Promise<Session>;
}

let running: World[] = [];

/** Starts an account that this process's SDK clients speak to; it is closed after the test, and what was said is searched for secrets. */
export async function startWorld({ attempts = 1, ...options }: WorldOptions = {}): Promise<World> {
  const fake = await startFakeAws(options);
  stubEnvironment(fake.url, attempts);
  const said: string[] = [];
  const clock: Clock = { now: fake.clock.now, sleep: (seconds) => fake.clock.advance(seconds) };
  const say = (text: string) => said.push(text);
  const world: World = {
    fake,
    said,
    clock,
    async session(config = {}, stage) {
      const deployment = resolveDeployment(config, stage);
      return {
        aws: await createAwsClients({ region: 'us-east-1' }),
        clock,
        progress: { start: say, update: say, end() {}, fail() {} },
        config: resolveConfig(config, stage),
        deployment,
        secretSharedWith: stagesSharingSecret(config, deployment),
        isConfigured: true,
        configured: resolveDeployment(config, stage).distribution,
      };
    },
  };
  running.push(world);
  return world;
}

export interface WorldOptions extends FakeAwsOptions {
  /** How often the SDK tries a call; default once. */
  readonly attempts?: number;
}

export function stubEnvironment(url: string, attempts = 1): void {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'an example, and no secret');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_MAX_ATTEMPTS', String(attempts));
  // A page of text on every SDK client where Node.js is 20.
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
}

afterEach(async () => {
  const worlds = running;
  running = [];
  vi.unstubAllEnvs();
  for (const { fake, said } of worlds) {
    expectNoSecrets(said.join('\n'), fake);
    await fake.close();
  }
});

/** No secret that the account has ever held may stand in what was said. */
export function expectNoSecrets(text: string, fake: FakeAws): void {
  for (const secret of secretsIn(fake)) {
    expect(text.toLowerCase()).not.toContain(secret);
  }
}

function secretsIn({ secrets, cloudfront, stores }: FakeAws): Set<string> {
  const texts = [
    ...[...secrets.all.values()].flatMap(({ versions }) =>
      [...versions.values()].map(({ content }) => String(content)),
    ),
    ...[...cloudfront.stores.keys()].flatMap((name) => Object.values(stores.entries(name))),
  ];
  return new Set(texts.flatMap((text) => text.toLowerCase().match(/[0-9a-f]{32,}/g) ?? []));
}
