import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import type { FunctionOutput } from '../../../../../build/platform/event.js';
import { generateSecret } from '../../../../../signer/index.js';
import { arrange, atEveryChange, BRISK, mishaps } from '../faults.js';
import { startWorld, type World } from '../world.js';
import { NAME, plantSite, runDeploy, visitor } from './deployment.js';

/** What is there before the run under test. */
interface Scenario {
  readonly what: string;
  /** Gives the configuration that the run is to bring about. */
  readonly begin: (world: World) => Promise<EdgeConfig> | EdgeConfig;
  /** Whether an answer to a stranger may be given at any moment of the run. */
  readonly isFair: (answer: FunctionOutput) => boolean;
}

const isSentToLogin = (answer: FunctionOutput) =>
  'statusCode' in answer && answer.statusCode === 302;

const SCENARIOS: readonly Scenario[] = [
  {
    what: 'the first deployment',
    begin: (world) => plantSite(world).config,
    isFair: (answer) => 'uri' in answer || isSentToLogin(answer),
  },
  {
    what: 'a changed configuration and one more behavior',
    async begin(world) {
      const { config } = plantSite(world);
      await runDeploy(world, config);
      await world.fake.clock.advance(60);
      const deploy = { ...config.deploy, behaviors: ['default', '/api/*'] };
      return { ...config, deploy, loginPath: '/enter' };
    },
    isFair: isSentToLogin,
  },
];

describe.each(SCENARIOS)('$what', { timeout: 300_000 }, (scenario) => {
  it('ends right when it is run again after any mishap, and is right at every moment before', async () => {
    for (const mishap of mishaps(await callsOf(scenario))) {
      const { world, config } = await begun(scenario);
      arrange(world.fake, mishap);
      await comeToGrief(runDeploy(world, config), mishap.what);
      world.fake.faults.clear();
      await runDeploy(world, config);
      await expectRight(world, config, mishap.what);
    }
  });

  it('is right when somebody else does the same between any two of its calls', async () => {
    const calls = await callsOf(scenario);
    for (const at of calls.keys()) {
      const { world, config } = await begun(scenario);
      const rival = () => runDeploy(world, config).then(() => {});
      arrange(world.fake, { what: 'a rival', at, fault: rival, isCrash: false });
      await runDeploy(world, config);
      await expectRight(world, config, `a rival before call ${at + 1}`);
    }
  });

  it("is carried through by the SDK's own second try, whatever write fails once", async () => {
    for (const mishap of mishaps(await callsOf(scenario))) {
      if (mishap.isCrash || !mishap.what.includes('lost-response')) {
        continue;
      }
      const { world, config } = await begun(scenario, 2);
      arrange(world.fake, mishap);
      await expect(runDeploy(world, config), mishap.what).resolves.toBeDefined();
      await expectRight(world, config, mishap.what);
    }
  });
});

async function callsOf(scenario: Scenario) {
  const { world, config } = await begun(scenario);
  const before = world.fake.calls.length;
  await runDeploy(world, config);
  return world.fake.calls.slice(before);
}

async function begun({ begin, isFair }: Scenario, attempts = 1) {
  const world = await startWorld({ attempts, propagation: BRISK });
  const config = await begin(world);
  const { fake } = world;
  const distribution = config.deploy!.distribution!;
  const stored = fake.secrets.read(NAME);
  const friend = stored === undefined ? undefined : visitor(world, stored);
  atEveryChange(fake, async () => {
    for (const answer of await fake.edge.everywhere(distribution, { uri: '/reports' })) {
      expect(answer).toSatisfy(isFair);
    }
    // A token from before the run is good all through it.
    for (const answer of friend ? await fake.edge.everywhere(distribution, friend) : []) {
      expect(answer).toMatchObject({ uri: '/index.html' });
    }
  });
  return { world, config };
}

async function expectRight(world: World, config: EdgeConfig, what: string): Promise<void> {
  const { fake } = world;
  const distribution = config.deploy!.distribution!;
  await fake.clock.advance(60);
  const again = await runDeploy(world, config, { dryRun: true });
  expect(again.plan, what).toEqual([]);
  expect(fake.stores.entries(NAME), what).toEqual({ token_secret: fake.secrets.read(NAME) });
  const friend = await fake.edge.request(distribution, visitor(world));
  expect(friend, what).toMatchObject({ uri: '/index.html' });
  const forged = visitor(world, generateSecret());
  expect(await fake.edge.request(distribution, forged), what).toSatisfy(isSentToLogin);
}

/** A run may also come through: where the fault met what is only looked at, and looking again showed it. */
async function comeToGrief(run: Promise<unknown>, what: string): Promise<void> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined) {
    expect(error, what).toMatchObject({ code: 'ERR_AWS' });
  }
}
