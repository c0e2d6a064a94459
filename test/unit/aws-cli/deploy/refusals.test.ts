import { describe, expect, it } from 'vitest';
import { generateSecret } from '../../../../signer/index.js';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
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

describe('what is not there', () => {
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

  it('takes more than 80 % of the time there is: is not published', async () => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = 81;
    await expect(runDeploy(world)).rejects.toThrow(/compute utilization: 81 %/);
    expect(writes(world)).not.toContain('PublishFunction');
  });

  it('takes more than 60 %: is published, and the number is handed on', async () => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = 61;
    const { state } = await runDeploy(world);
    expect(state).toMatchObject({ utilization: 61 });
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
