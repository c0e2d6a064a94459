import { afterEach, expect, vi } from 'vitest';
import { createAwsClients } from '../../../../build/aws/clients.js';
import type { Session } from '../../../../build/aws/session.js';
import { resolveDeployment } from '../../../../build/config/deployment.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../build/config/resolve.js';
import { findStagesSharingSecret } from '../../../../build/config/stages.js';
import type { Clock } from '../../../../build/host/clock.js';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../../fakes/aws/index.js';

/** A simulated AWS account, and sessions in it. */
export interface World {
  readonly fake: FakeAws;
  /** What commands have printed, on either stream. */
  readonly output: string[];
  readonly clock: Clock;
  /** Opens a session for a configuration, as a command line would. */
  session(config?: EdgeConfig, stage?: string): Promise<Session>;
}

let running: World[] = [];

/**
 * Starts an account for the SDK clients of this process. After the test it is closed, and the
 * output is searched for secrets.
 */
export async function startWorld({ attempts = 1, ...options }: WorldOptions = {}): Promise<World> {
  const fake = await startFakeAws(options);
  stubEnvironment(fake.url, attempts);
  const said: string[] = [];
  const clock: Clock = { now: fake.clock.now, sleep: (seconds) => fake.clock.advance(seconds) };
  const say = (text: string) => said.push(text);
  const world: World = {
    fake,
    output: said,
    clock,
    async session(config = {}, stage) {
      const deployment = resolveDeployment(config, stage);
      return {
        aws: await createAwsClients({ region: 'us-east-1' }),
        clock,
        progress: { start: say, update: say, end() {}, fail() {} },
        config: resolveConfig(config, stage),
        deployment,
        secretSharedWith: findStagesSharingSecret(config, deployment),
        isConfigured: true,
        configuredDistribution: resolveDeployment(config, stage).distribution,
      };
    },
  };
  running.push(world);
  return world;
}

export interface WorldOptions extends FakeAwsOptions {
  /** How often the SDK tries a call; default 1. */
  readonly attempts?: number;
}

/** Points the SDK clients of this process to the account. */
export function stubEnvironment(url: string, attempts = 1): void {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'an example, not a secret');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_MAX_ATTEMPTS', String(attempts));
  // With Node.js 20 every SDK client prints a long warning.
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
}

afterEach(async () => {
  const worlds = running;
  running = [];
  vi.unstubAllEnvs();
  for (const { fake, output: said } of worlds) {
    expectNoSecrets(said.join('\n'), fake);
    await fake.close();
  }
});

/** Expects that the text contains no secret that the account has ever held. */
export function expectNoSecrets(text: string, fake: FakeAws): void {
  for (const secret of collectSecrets(fake)) {
    expect(text.toLowerCase()).not.toContain(secret);
  }
}

function collectSecrets({ secrets, cloudfront, stores }: FakeAws): Set<string> {
  const texts = [
    ...[...secrets.all.values()].flatMap(({ versions }) =>
      [...versions.values()].map(({ content }) => String(content)),
    ),
    ...[...cloudfront.stores.keys()].flatMap((name) => Object.values(stores.entries(name))),
  ];
  return new Set(texts.flatMap((text) => text.toLowerCase().match(/[0-9a-f]{32,}/g) ?? []));
}
