import { describe, expect, it } from 'vitest';
import { deploy, deployWarnings } from '../../../../../build/aws/deploy/deploy.js';
import { generateSecret } from '../../../../../signer/index.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import { startWorld, type World } from '../world.js';
import { builtFrom, NAME, plantSite, runDeploy, visitor, writes } from './deployment.js';

/** The message of a run that must fail without having written anything. */
async function refusal(
  world: World,
  ...run: Parameters<typeof runDeploy> extends [unknown, ...infer R] ? R : never
) {
  const error = await runDeploy(world, ...run).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ exitCode: 4 });
  expect(writes(world)).toEqual([]);
  world.said.push((error as Error).message);
  return (error as Error).message;
}

describe('what is not ours', () => {
  it('is another function at viewer-request, and is named', async () => {
    const world = await startWorld();
    const { fake } = world;
    const code = 'function handler(event){return event.request}';
    const other = fake.cloudfront.addFunction('redirects', { code });
    const distribution = fake.cloudfront.addDistribution({
      CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/app/*', withFunction(other))] },
    });
    const message = await refusal(world, { deploy: { distribution, behaviors: ['/app/*'] } });
    expect(message).toContain('the behavior /app/* runs another function');
    expect(message).toContain(other);
  });

  it('is Lambda@Edge on a viewer event', async () => {
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
    const message = await refusal(world, { deploy: { distribution, behaviors: ['/app/*'] } });
    expect(message).toContain(arn);
  });

  it('is a function of our name by somebody else', async () => {
    const world = await startWorld();
    const code = 'function handler(event){return event.request}';
    world.fake.cloudfront.addFunction(NAME, { code });
    expect(await refusal(world)).toContain('is not made by pocket-spa-auth');
  });

  it('is a store whose ring lacks the secret that the backends sign with', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore(NAME, { token_secret: generateSecret() });
    world.fake.secrets.put(NAME, generateSecret());
    expect(await refusal(world)).toContain('whoever logs in is refused');
  });
});

describe("what is another project's", () => {
  const other = { publicPaths: ['/reports/*'] };

  it('is a function of the same name on a distribution of theirs', async () => {
    const world = await startWorld();
    const theirs = plantSite(world);
    await runDeploy(world, theirs.config);
    const ours = plantSite(world, other);
    const before = writes(world).length;
    const run = runDeploy(world, ours.config);
    await expect(run).rejects.toThrow(`also runs on ${theirs.distribution}`);
    expect(writes(world)).toHaveLength(before);
    const stranger = { uri: '/reports/7' };
    const answer = await world.fake.edge.request(theirs.distribution, stranger);
    expect(answer).toMatchObject({ statusCode: 302 });
  });

  it('is one even where nothing but an association would be added', async () => {
    const world = await startWorld();
    await runDeploy(world, plantSite(world).config);
    await expect(runDeploy(world, plantSite(world).config)).rejects.toMatchObject({ exitCode: 4 });
  });

  it('is meant so with --shared', async () => {
    const world = await startWorld();
    await runDeploy(world, plantSite(world).config);
    const { done } = await runDeploy(world, plantSite(world).config, { shared: true });
    expect(done.map(({ id }) => id)).toEqual(['attach', 'await-distribution']);
  });

  it('is no staging distribution, which has the function from the one it was copied from', async () => {
    const world = await startWorld();
    const site = plantSite(world);
    await runDeploy(world, site.config);
    const main = world.fake.cloudfront.distributions.get(site.distribution)!.config;
    const staging = world.fake.cloudfront.addDistribution({ ...main, Staging: true });
    await runDeploy(world, { ...site.config, loginPath: '/enter' });
    // And the function can be put before it by name.
    const other = { ...site.config, deploy: { distribution: staging, behaviors: ['/public/*'] } };
    const { done } = await runDeploy(
      world,
      { ...other, loginPath: '/enter' },
      { configured: site.distribution },
    );
    expect(done.map(({ id }) => id)).toEqual(['attach', 'await-distribution']);
  });

  it('is a store with entries of theirs', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore(NAME, { '/old': '/new' });
    expect(await refusal(world)).toContain('has no token_secret and other entries (1)');
  });

  it('is a function that was configured, seen from a folder without a configuration', async () => {
    const world = await startWorld();
    await runDeploy(world, { loginPath: '/login', publicPaths: ['/assets/*'] });
    const before = writes(world).length;
    const run = runDeploy(world, {}, { isConfigured: false });
    await expect(run).rejects.toThrow('there is no configuration here');
    expect(writes(world)).toHaveLength(before);
  });

  it('is not the same configuration built by another version', async () => {
    const world = await startWorld();
    const edit = (code: string) => code.replace(/^.*/, '// pocket-spa-auth 0.0.9');
    await runDeploy(world, {}, { edit });
    const { done } = await runDeploy(world, {}, { isConfigured: false });
    expect(done.map(({ id }) => id)).toContain('publish-function');
  });

  it('is nothing where there is no configuration and nothing to overwrite', async () => {
    const world = await startWorld();
    await runDeploy(world, {}, { isConfigured: false });
    expect((await runDeploy(world, {}, { isConfigured: false })).plan).toEqual([]);
  });
});

describe('what is not there', () => {
  it('is a secret whose ring the store holds: most likely the wrong region', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore(NAME, { token_secret: generateSecret() });
    const message = await refusal(world, { deploy: { region: 'eu-west-1' } });
    expect(message).toContain('in Secrets Manager of eu-west-1');
    expect(message).toContain('npx pocket-spa-auth deploy --secret-from-store');
  });

  it('is a distribution', async () => {
    const world = await startWorld();
    const message = await refusal(world, { deploy: { distribution: 'E00000000000' } });
    expect(message).toContain('there is no distribution E00000000000');
  });

  it('is a behavior; those that are there are named', async () => {
    const world = await startWorld();
    const { config } = plantSite(world);
    const message = await refusal(world, { deploy: { ...config.deploy, behaviors: ['/app/*'] } });
    expect(message).toContain('no behavior /app/*; it has: /api/*, /public/*, default');
  });
});

describe('a function that does not do on CloudFront what it did here', () => {
  it.each([
    ['cannot be compiled there', 'const {a} = 1; function handler(event){return event.request}'],
    ['throws', 'function handler(event){throw new Error("x")}'],
    ['lets everybody in', 'function handler(event){return event.request}'],
    ['returns nothing', 'function handler(event){}'],
  ])('%s: is not published, and LIVE goes on', async (_what, body) => {
    const world = await startWorld();
    const { distribution, config } = plantSite(world);
    await runDeploy(world, config);
    const code = `// pocket-spa-auth 9.9.9\n${body}\n`;
    const run = runDeploy(world, config, { edit: () => code });
    await expect(run).rejects.toMatchObject({ code: 'ERR_GATE', exitCode: 3 });
    expect(writes(world).at(-1)).toBe('UpdateFunction');
    const { code: good } = await builtFrom(config);
    expect(world.fake.cloudfront.functions.get(NAME)!.LIVE!.code.toString()).toBe(good);
    const friend = await world.fake.edge.request(distribution, visitor(world));
    expect(friend).toMatchObject({ uri: '/index.html' });
  });

  it('takes for expired what a machine whose clock is behind has signed: says so', async () => {
    const world = await startWorld();
    const session = await world.session();
    const clock = { ...world.clock, now: () => world.clock.now() - 700 };
    const options = { dryRun: false, secretOnly: false, secretFromStore: false, shared: false };
    const run = deploy({ ...session, clock }, { build: () => builtFrom(), ...options });
    await expect(run).rejects.toThrow(/at valid: refuses the request, expired; .*clock.*behind/);
    expect(writes(world)).not.toContain('PublishFunction');
  });

  it('takes more than 80 % of the time there is: is not published', async () => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = 81;
    await expect(runDeploy(world)).rejects.toThrow(/compute utilization: 81 %/);
    expect(writes(world)).not.toContain('PublishFunction');
  });

  it('tells no share of it: is published, with a warning', async () => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = Number.NaN;
    const result = await runDeploy(world);
    expect(deployWarnings(result)).toEqual([
      'TestFunction told no compute utilization, so it was not judged',
    ]);
  });

  it('takes more than 60 %: is published, and the number is handed on', async () => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = 61;
    const result = await runDeploy(world);
    const { state } = result;
    expect(state).toMatchObject({ utilization: 61 });
    expect(deployWarnings(result)).toEqual([expect.stringContaining('compute utilization 61 %')]);
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
