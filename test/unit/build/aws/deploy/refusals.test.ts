import { describe, expect, it } from 'vitest';
import { deploy } from '../../../../../build/aws/deploy/deploy.js';
import { deployWarnings } from '../../../../../build/aws/deploy/warnings.js';
import { generateSecret } from '../../../../../signer/index.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import { startWorld, type World } from '../world.js';
import { addSite, buildOnce, listWrites, loggedInRequest, NAME, runDeploy } from './deployment.js';

/** The message of a run that fails before it writes anything. */
async function refusalMessage(
  world: World,
  ...run: Parameters<typeof runDeploy> extends [unknown, ...infer R] ? R : never
) {
  const error = await runDeploy(world, ...run).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ exitCode: 4 });
  expect(listWrites(world)).toEqual([]);
  world.output.push((error as Error).message);
  return (error as Error).message;
}

describe('deploy does not change what belongs to another tool', () => {
  it('refuses a behavior that runs another function at viewer-request, and names it', async () => {
    const world = await startWorld();
    const { fake } = world;
    const code = 'function handler(event){return event.request}';
    const other = fake.cloudfront.addFunction('redirects', { code });
    const distribution = fake.cloudfront.addDistribution({
      CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/app/*', withFunction(other))] },
    });
    const message = await refusalMessage(world, {
      deploy: { distribution, behaviors: ['/app/*'] },
    });
    expect(message).toContain('the behavior /app/* runs another function');
    expect(message).toContain(other);
  });

  it('refuses a behavior that runs Lambda@Edge at a viewer event', async () => {
    const world = await startWorld();
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:headers:3';
    const distribution = world.fake.cloudfront.addDistribution({
      CacheBehaviors: {
        Quantity: 1,
        Items: [
          cacheBehavior('/app/*', {
            LambdaFunctionAssociations: {
              Quantity: 1,
              Items: [{ LambdaFunctionARN: arn, EventType: 'viewer-response' }],
            },
          }),
        ],
      },
    });
    const message = await refusalMessage(world, {
      deploy: { distribution, behaviors: ['/app/*'] },
    });
    expect(message).toContain(arn);
  });

  it('refuses a function of the same name that another tool made', async () => {
    const world = await startWorld();
    const code = 'function handler(event){return event.request}';
    world.fake.cloudfront.addFunction(NAME, { code });
    expect(await refusalMessage(world)).toContain('is not made by pocket-spa-auth');
  });

  it('refuses a store whose key ring lacks the secret that the backends sign with', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore(NAME, { token_secret: generateSecret() });
    world.fake.secrets.put(NAME, generateSecret());
    expect(await refusalMessage(world)).toContain('the function refuses everybody who logs in');
  });
});

describe('deploy does not change what belongs to another project', () => {
  const other = { publicPaths: ['/reports/*'] };

  it('refuses a function that runs on a distribution of another project', async () => {
    const world = await startWorld();
    const theirs = addSite(world);
    await runDeploy(world, theirs.config);
    const ours = addSite(world, other);
    const before = listWrites(world).length;
    const run = runDeploy(world, ours.config);
    await expect(run).rejects.toThrow(`also runs on ${theirs.distribution}`);
    expect(listWrites(world)).toHaveLength(before);
    const request = { uri: '/reports/7' };
    const answer = await world.fake.edge.request(theirs.distribution, request);
    expect(answer).toMatchObject({ statusCode: 302 });
  });

  it('refuses it also if only an association would be added', async () => {
    const world = await startWorld();
    await runDeploy(world, addSite(world).config);
    await expect(runDeploy(world, addSite(world).config)).rejects.toMatchObject({ exitCode: 4 });
  });

  it('accepts it with --shared', async () => {
    const world = await startWorld();
    await runDeploy(world, addSite(world).config);
    const { done } = await runDeploy(world, addSite(world).config, { shared: true });
    expect(done.map(({ id }) => id)).toEqual(['attach', 'await-distribution']);
  });

  it('accepts a staging distribution, which is a copy of the configured distribution', async () => {
    const world = await startWorld();
    const site = addSite(world);
    await runDeploy(world, site.config);
    const main = world.fake.cloudfront.distributions.get(site.distribution)!.config;
    const staging = world.fake.cloudfront.addDistribution({ ...main, Staging: true });
    await runDeploy(world, { ...site.config, loginPath: '/enter' });
    // The command line may also name the staging distribution.
    const other = { ...site.config, deploy: { distribution: staging, behaviors: ['/public/*'] } };
    const { done } = await runDeploy(
      world,
      { ...other, loginPath: '/enter' },
      { configuredDistribution: site.distribution },
    );
    expect(done.map(({ id }) => id)).toEqual(['attach', 'await-distribution']);
  });

  it('refuses a store with entries of another tool', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore(NAME, { '/old': '/new' });
    expect(await refusalMessage(world)).toContain('has no token_secret but other entries (1)');
  });

  it('refuses to replace a configured function from a folder without a configuration', async () => {
    const world = await startWorld();
    await runDeploy(world, { loginPath: '/login', publicPaths: ['/assets/*'] });
    const before = listWrites(world).length;
    const run = runDeploy(world, {}, { isConfigured: false });
    await expect(run).rejects.toThrow('there is no configuration here');
    expect(listWrites(world)).toHaveLength(before);
  });

  it('accepts the same configuration built by another version of the package', async () => {
    const world = await startWorld();
    const edit = (code: string) => code.replace(/^.*/, '// pocket-spa-auth 0.0.9');
    await runDeploy(world, {}, { edit });
    const { done } = await runDeploy(world, {}, { isConfigured: false });
    expect(done.map(({ id }) => id)).toContain('publish-function');
  });

  it('accepts a folder without a configuration if there is nothing to replace', async () => {
    const world = await startWorld();
    await runDeploy(world, {}, { isConfigured: false });
    expect((await runDeploy(world, {}, { isConfigured: false })).plan).toEqual([]);
  });
});

describe('deploy reports what does not exist', () => {
  it('refuses a missing secret if the store holds a key ring: most likely the region is wrong', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore(NAME, { token_secret: generateSecret() });
    const message = await refusalMessage(world, { deploy: { region: 'eu-west-1' } });
    expect(message).toContain('in Secrets Manager of eu-west-1');
    expect(message).toContain('npx pocket-spa-auth deploy --secret-from-store');
  });

  it('refuses a distribution that does not exist', async () => {
    const world = await startWorld();
    const message = await refusalMessage(world, { deploy: { distribution: 'E00000000000' } });
    expect(message).toContain('there is no distribution E00000000000');
  });

  it('refuses a behavior that does not exist, and names those that do', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    const message = await refusalMessage(world, {
      deploy: { ...config.deploy, behaviors: ['/app/*'] },
    });
    expect(message).toContain('no behavior /app/*; it has: /api/*, /public/*, default');
  });
});

describe('a function that fails on CloudFront', () => {
  it.each([
    ['cannot be compiled there', 'const {a} = 1; function handler(event){return event.request}'],
    ['throws', 'function handler(event){throw new Error("x")}'],
    ['lets everybody in', 'function handler(event){return event.request}'],
    ['returns nothing', 'function handler(event){}'],
  ])('is not published, and LIVE is unchanged, if it %s', async (_what, body) => {
    const world = await startWorld();
    const { distribution, config } = addSite(world);
    await runDeploy(world, config);
    const code = `// pocket-spa-auth 9.9.9\n${body}\n`;
    const run = runDeploy(world, config, { edit: () => code });
    await expect(run).rejects.toMatchObject({ code: 'ERR_GATE', exitCode: 3 });
    expect(listWrites(world).at(-1)).toBe('UpdateFunction');
    const { code: good } = await buildOnce(config);
    expect(world.fake.cloudfront.functions.get(NAME)!.LIVE!.code.toString()).toBe(good);
    const allowed = await world.fake.edge.request(distribution, loggedInRequest(world));
    expect(allowed).toMatchObject({ uri: '/index.html' });
  });

  it.each([
    ['in its result', false],
    ['with the error TestFunctionFailed, which is not retried', true],
  ])('is not published if TestFunction says so %s', async (_how, failsWithError) => {
    const world = await startWorld({ attempts: 3 });
    world.fake.cloudfront.failsWithError = failsWithError;
    const hex = 'a5'.repeat(32);
    const code = `// pocket-spa-auth 9.9.9\nfunction handler(){ throw new Error('${hex}') }\n`;
    const error = await runDeploy(world, {}, { edit: () => code }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'ERR_GATE', exitCode: 3 });
    const { message } = error as Error;
    expect(message).toContain('gate TestFunction at valid: The function threw Error');
    expect(message).not.toContain(hex);
    const tests = world.fake.calls.filter(({ operation }) => operation === 'TestFunction');
    expect(tests).toHaveLength(1);
    expect(listWrites(world)).not.toContain('PublishFunction');
  });

  it('is tested again if TestFunction itself has an outage', async () => {
    const world = await startWorld({ attempts: 3 });
    world.fake.faults.inject(({ operation }) => operation === 'TestFunction', 'error500');
    await runDeploy(world);
    expect(listWrites(world)).toContain('PublishFunction');
    const attempts = world.fake.calls.filter(({ attempt }) => attempt > 1);
    expect(attempts.map(({ operation }) => operation)).toEqual(['TestFunction']);
  });

  it('is not published if it finds a new token expired; the message names the clock', async () => {
    const world = await startWorld();
    const session = await world.session();
    const clock = { ...world.clock, now: () => world.clock.now() - 700 };
    const options = {
      dryRun: false,
      secretOnly: false,
      secretFromStore: false,
      shared: false,
      force: false,
      renameFrom: undefined,
    };
    const run = deploy({ ...session, clock }, { build: () => buildOnce(), ...options });
    await expect(run).rejects.toThrow(/at valid: refuses the request, expired; .*clock.*behind/);
    expect(listWrites(world)).not.toContain('PublishFunction');
  });

  it('is published with a warning if its compute utilization is unknown', async () => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = Number.NaN;
    const result = await runDeploy(world);
    expect(deployWarnings(result)).toEqual([
      'TestFunction reported no compute utilization, so its limit was not checked',
    ]);
  });
});

function withFunction(arn: string) {
  return {
    FunctionAssociations: {
      Quantity: 1,
      Items: [{ FunctionARN: arn, EventType: 'viewer-request' as const }],
    },
  };
}
