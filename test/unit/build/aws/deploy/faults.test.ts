import { describe, expect, it } from 'vitest';
import { COMMENTS } from '../../../../../build/config/deployment.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import type { FunctionOutput } from '../../../../../build/platform/event.js';
import { generateSecret } from '../../../../../signer/index.js';
import { addGuardedDistribution } from '../edge-site.js';
import {
  atEveryChange,
  expectAwsErrorOrSuccess,
  FAST_PROPAGATION,
  injectFault,
  listFaultCases,
} from '../faults.js';
import { startWorld, type World } from '../world.js';
import { addSite, buildOnce, loggedInRequest, NAME, readAllTags, runDeploy } from './deployment.js';

/** The state before the run under test. */
interface Scenario {
  readonly what: string;
  /** Creates that state; gives the configuration that the run deploys. */
  readonly begin: (world: World) => Promise<EdgeConfig> | EdgeConfig;
  /** Whether an answer to a request without a token is allowed during the run. */
  readonly isAllowed: (answer: FunctionOutput) => boolean;
}

const isSentToLogin = (answer: FunctionOutput) =>
  'statusCode' in answer && answer.statusCode === 302;

const TAGS = { team: 'shop', 'cost:center': '42' };

const SCENARIOS: readonly Scenario[] = [
  {
    what: 'the first deployment',
    begin: (world) => addSite(world).config,
    isAllowed: (answer) => 'uri' in answer || isSentToLogin(answer),
  },
  {
    what: 'a changed configuration and one more behavior',
    async begin(world) {
      const { config } = addSite(world);
      await runDeploy(world, config);
      await world.fake.clock.advance(60);
      const deploy = { ...config.deploy, behaviors: ['default', '/api/*'] };
      return { ...config, deploy, loginPath: '/enter' };
    },
    isAllowed: isSentToLogin,
  },
  {
    what: 'tags of what exists',
    async begin({ fake }) {
      const secret = generateSecret();
      fake.secrets.put(NAME, secret);
      const store = fake.cloudfront.addStore(NAME, { token_secret: secret });
      const { code } = await buildOnce();
      const comment = COMMENTS.function;
      const arn = fake.cloudfront.addFunction(NAME, { code, store, comment });
      const distribution = addGuardedDistribution(fake, arn);
      await fake.clock.advance(60);
      return { deploy: { distribution, tags: TAGS } };
    },
    isAllowed: isSentToLogin,
  },
];

describe.each(SCENARIOS)('$what', { timeout: 300_000 }, (scenario) => {
  it('reaches its goal in a second run after any fault, and every answer before is allowed', async () => {
    for (const faultCase of listFaultCases(await recordCalls(scenario))) {
      const { world, config } = await start(scenario);
      injectFault(world.fake, faultCase);
      await expectAwsErrorOrSuccess(runDeploy(world, config), faultCase.what);
      world.fake.faults.clear();
      await runDeploy(world, config);
      await expectDeployed(world, config, faultCase.what);
    }
  });

  it('reaches its goal when another deployment runs between any two calls', async () => {
    const calls = await recordCalls(scenario);
    for (const at of calls.keys()) {
      const { world, config } = await start(scenario);
      const rival = () => runDeploy(world, config).then(() => {});
      injectFault(world.fake, { what: 'a rival', at, fault: rival, isCrash: false });
      await runDeploy(world, config);
      await expectDeployed(world, config, `a rival before call ${at + 1}`);
    }
  });

  it('reaches its goal in one run if the SDK retries a write whose answer was lost', async () => {
    for (const faultCase of listFaultCases(await recordCalls(scenario))) {
      if (faultCase.isCrash || !faultCase.what.includes('lost-response')) {
        continue;
      }
      const { world, config } = await start(scenario, 2);
      injectFault(world.fake, faultCase);
      await expect(runDeploy(world, config), faultCase.what).resolves.toBeDefined();
      await expectDeployed(world, config, faultCase.what);
    }
  });
});

async function recordCalls(scenario: Scenario) {
  const { world, config } = await start(scenario);
  const before = world.fake.calls.length;
  await runDeploy(world, config);
  return world.fake.calls.slice(before);
}

async function start({ begin, isAllowed }: Scenario, attempts = 1) {
  const world = await startWorld({ attempts, propagation: FAST_PROPAGATION });
  const config = await begin(world);
  const { fake } = world;
  const distribution = config.deploy!.distribution!;
  const stored = fake.secrets.read(NAME);
  const request = stored === undefined ? undefined : loggedInRequest(world, stored);
  atEveryChange(fake, async () => {
    for (const answer of await fake.edge.everywhere(distribution, { uri: '/reports' })) {
      expect(answer).toSatisfy(isAllowed);
    }
    // A token from before the run is accepted during the whole run.
    for (const answer of request ? await fake.edge.everywhere(distribution, request) : []) {
      expect(answer).toMatchObject({ uri: '/index.html' });
    }
  });
  return { world, config };
}

async function expectDeployed(world: World, config: EdgeConfig, what: string): Promise<void> {
  const { fake } = world;
  const distribution = config.deploy!.distribution!;
  await fake.clock.advance(60);
  const again = await runDeploy(world, config, { dryRun: true });
  expect(again.plan, what).toEqual([]);
  expect(fake.stores.entries(NAME), what).toEqual({ token_secret: fake.secrets.read(NAME) });
  for (const tags of readAllTags(world)) {
    expect(tags, what).toEqual(config.deploy!.tags ?? {});
  }
  const request = await fake.edge.request(distribution, loggedInRequest(world));
  expect(request, what).toMatchObject({ uri: '/index.html' });
  const forged = loggedInRequest(world, generateSecret());
  expect(await fake.edge.request(distribution, forged), what).toSatisfy(isSentToLogin);
}
