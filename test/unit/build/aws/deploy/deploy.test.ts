import { describe, expect, it } from 'vitest';
import { readFunction, updateFunction } from '../../../../../build/aws/resources/functions.js';
import { generateSecret } from '../../../../../signer/index.js';
import { startWorld } from '../world.js';
import { builtFrom, NAME, plantSite, runDeploy, visitor, writes } from './deployment.js';

const ALL_STEPS = [
  'create-secret',
  'create-store',
  'await-store',
  'put-secret',
  'create-function',
  'test-function',
  'publish-function',
  'attach',
  'await-distribution',
];

describe('the first deployment', () => {
  it('ends in a site that lets in whoever has a token, and nobody else', async () => {
    const world = await startWorld();
    const { distribution, config } = plantSite(world);
    const before = await world.fake.edge.request(distribution, { uri: '/reports' });
    expect(before).toMatchObject({ uri: '/reports' });

    const { done } = await runDeploy(world, config);

    expect(done.map(({ id }) => id)).toEqual(ALL_STEPS);
    const stranger = await world.fake.edge.request(distribution, { uri: '/reports' });
    expect(stranger).toMatchObject({ statusCode: 302 });
    const friend = await world.fake.edge.request(distribution, visitor(world));
    expect(friend).toMatchObject({ uri: '/index.html' });
  });

  it('writes each thing once, in the order in which one needs the other', async () => {
    const world = await startWorld();
    await runDeploy(world, plantSite(world).config);
    expect(writes(world)).toEqual([
      'CreateSecret',
      'CreateKeyValueStore',
      'PutKey',
      'CreateFunction',
      'PublishFunction',
      'UpdateDistribution',
    ]);
  });

  it('makes a secret of 32 random bytes and puts the same into the store', async () => {
    const world = await startWorld();
    await runDeploy(world);
    const secret = world.fake.secrets.read(NAME);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(world.fake.stores.entries(NAME)).toEqual({ token_secret: secret });
  });

  it('names everything by the stage', async () => {
    const world = await startWorld();
    const config = { stages: { dev: {} }, deploy: { name: 'shop' } };
    const session = await world.session(config, 'dev');
    expect(session.deployment).toMatchObject({ name: 'shop-dev', secretId: 'shop/dev' });
  });

  it('leaves the distribution alone where none is named', async () => {
    const world = await startWorld();
    const { done } = await runDeploy(world);
    expect(done.map(({ id }) => id)).toEqual(ALL_STEPS.slice(0, -2));
  });
});

describe('running it again', () => {
  it('finds nothing to do and writes nothing', async () => {
    const world = await startWorld();
    const { config } = plantSite(world);
    await runDeploy(world, config);
    const before = writes(world).length;
    const again = await runDeploy(world, config);
    expect(again).toMatchObject({ plan: [], done: [] });
    expect(writes(world)).toHaveLength(before);
  });

  it('brings a changed configuration to LIVE, and touches neither secret nor distribution', async () => {
    const world = await startWorld();
    const { config } = plantSite(world);
    await runDeploy(world, config);
    const before = writes(world).length;
    const { done } = await runDeploy(world, { ...config, loginPath: '/enter' });
    expect(done.map(({ id }) => id)).toContain('test-function');
    expect(writes(world).slice(before)).toEqual(['UpdateFunction', 'PublishFunction']);
    const { code } = await builtFrom({ ...config, loginPath: '/enter' });
    expect(world.fake.cloudfront.functions.get(NAME)!.LIVE!.code.toString()).toBe(code);
  });

  it('attaches it to one more behavior and leaves the first as it is', async () => {
    const world = await startWorld();
    const { config } = plantSite(world);
    await runDeploy(world, config);
    const behaviors = ['default', '/api/*'];
    const { done } = await runDeploy(world, { deploy: { ...config.deploy, behaviors } });
    expect(done.map(({ id }) => id)).toEqual(['attach', 'await-distribution']);
  });
});

describe('a dry run', () => {
  it('tells the whole plan and writes nothing', async () => {
    const world = await startWorld();
    const { config } = plantSite(world);
    const { plan, done } = await runDeploy(world, config, { dryRun: true });
    expect(plan.map(({ id }) => id)).toEqual(ALL_STEPS);
    expect(done).toEqual([]);
    expect(writes(world)).toEqual([]);
  });
});

describe('a secret that is there', () => {
  it('is kept, a JSON field with its neighbours', async () => {
    const world = await startWorld();
    const secret = generateSecret();
    const text = JSON.stringify({ DATABASE: 'x', SPA_TOKEN_SECRET: secret });
    world.fake.secrets.put('shop/settings', text);
    await runDeploy(world, {
      deploy: { secretId: 'shop/settings', secretKey: 'SPA_TOKEN_SECRET' },
    });
    expect(world.fake.secrets.read('shop/settings')).toBe(text);
    expect(world.fake.stores.entries(NAME)).toEqual({ token_secret: secret });
  });

  it('is made anew from the store where Secrets Manager has lost it, if that is wished', async () => {
    const world = await startWorld();
    const secret = generateSecret();
    world.fake.cloudfront.addStore(NAME, { token_secret: secret });
    await runDeploy(world, {}, { secretFromStore: true });
    expect(world.fake.secrets.read(NAME)).toBe(secret);
  });

  it('is one alone where a version may hold no more', async () => {
    const world = await startWorld();
    const [old, next] = [generateSecret(), generateSecret()];
    world.fake.cloudfront.addStore(NAME, { token_secret: `${old},${next}` });
    const config = { deploy: { rotation: 'labels' } } as const;
    await runDeploy(world, config, { secretFromStore: true });
    expect(world.fake.secrets.read(NAME)).toBe(old);
  });

  it('is put back where somebody took it out of the store, beside the cut-offs', async () => {
    const world = await startWorld();
    await runDeploy(world);
    const cutOff = { [`revoked:${'a'.repeat(64)}`]: '1800604800' };
    for (const [key, value] of Object.entries(cutOff)) {
      world.fake.stores.put(NAME, key, value);
    }
    world.fake.stores.delete(NAME, 'token_secret');
    const { done } = await runDeploy(world);
    expect(done.map(({ id }) => id)).toEqual(['put-secret']);
    const secret = world.fake.secrets.read(NAME);
    expect(world.fake.stores.entries(NAME)).toEqual({ ...cutOff, token_secret: secret });
  });

  it('is built into an embedded function, which has no store', async () => {
    const world = await startWorld();
    const { distribution, config } = plantSite(world, { secret: 'embedded' });
    await runDeploy(world, config);
    expect(world.fake.cloudfront.stores.size).toBe(0);
    const friend = await world.fake.edge.request(distribution, visitor(world));
    expect(friend).toMatchObject({ uri: '/index.html' });
    expect((await runDeploy(world, config)).plan).toEqual([]);
  });
});

describe("everybody's cut-off", () => {
  it('does not stand in the way, and nothing that is tried outlives it', async () => {
    const world = await startWorld();
    const config = { revocation: true };
    await runDeploy(world, config);
    const ring = world.fake.stores.entries(NAME).token_secret;
    const cutOff = world.clock.now() + 604_800;
    world.fake.stores.put(NAME, 'token_secret', `${ring};${cutOff}`);
    await world.fake.clock.advance(60);
    const { done } = await runDeploy(world, { ...config, loginPath: '/enter' });
    expect(done.map(({ id }) => id)).toContain('publish-function');
    expect(world.fake.stores.entries(NAME).token_secret).toBe(`${ring};${cutOff}`);
  });
});

describe('DEVELOPMENT', () => {
  it('is put back where somebody left a draft there, and LIVE is not published anew', async () => {
    const world = await startWorld();
    await runDeploy(world);
    const { aws } = await world.session();
    const draft = await readFunction(aws, NAME, 'DEVELOPMENT');
    const wanted = { ...draft!, name: NAME, runtime: 'cloudfront-js-2.0' as const };
    await updateFunction(aws, { ...wanted, code: `${draft!.code}// draft\n` }, draft!.etag);
    const before = writes(world).length;
    const { done } = await runDeploy(world);
    expect(done.map(({ id }) => id)).toEqual(['restore-development']);
    expect(writes(world).slice(before)).toEqual(['UpdateFunction']);
    expect((await runDeploy(world)).plan).toEqual([]);
  });
});

describe('the secret only', () => {
  it('fills the store and leaves the function to the tool that deploys it', async () => {
    const world = await startWorld();
    const { done } = await runDeploy(world, plantSite(world).config, { secretOnly: true });
    expect(done.map(({ id }) => id)).toEqual(ALL_STEPS.slice(0, 4));
    expect(world.fake.cloudfront.functions.size).toBe(0);
  });
});
