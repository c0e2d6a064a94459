import { describe, expect, it } from 'vitest';
import { readFunction, updateFunction } from '../../../../../build/aws/resources/functions.js';
import { generateSecret } from '../../../../../signer/index.js';
import { startWorld } from '../world.js';
import { addSite, buildOnce, listWrites, loggedInRequest, NAME, runDeploy } from './deployment.js';

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
  it('protects the site: a token opens it, and nothing else does', async () => {
    const world = await startWorld();
    const { distribution, config } = addSite(world);
    const before = await world.fake.edge.request(distribution, { uri: '/reports' });
    expect(before).toMatchObject({ uri: '/reports' });

    const { done } = await runDeploy(world, config);

    expect(done.map(({ id }) => id)).toEqual(ALL_STEPS);
    const refused = await world.fake.edge.request(distribution, { uri: '/reports' });
    expect(refused).toMatchObject({ statusCode: 302 });
    const allowed = await world.fake.edge.request(distribution, loggedInRequest(world));
    expect(allowed).toMatchObject({ uri: '/index.html' });
  });

  it('creates each resource once, in the order of their dependencies', async () => {
    const world = await startWorld();
    await runDeploy(world, addSite(world).config);
    expect(listWrites(world)).toEqual([
      'CreateSecret',
      'CreateKeyValueStore',
      'PutKey',
      'CreateFunction',
      'PublishFunction',
      'UpdateDistribution',
    ]);
  });

  it('creates a secret of 32 random bytes and puts it into the store too', async () => {
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

  it('changes no distribution if none is named', async () => {
    const world = await startWorld();
    const { done } = await runDeploy(world);
    expect(done.map(({ id }) => id)).toEqual(ALL_STEPS.slice(0, -2));
  });
});

describe('running it again', () => {
  it('finds nothing to do and writes nothing', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    await runDeploy(world, config);
    const before = listWrites(world).length;
    const again = await runDeploy(world, config);
    expect(again).toMatchObject({ plan: [], done: [] });
    expect(listWrites(world)).toHaveLength(before);
  });

  it('publishes a changed configuration, and changes neither the secret nor the distribution', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    await runDeploy(world, config);
    const before = listWrites(world).length;
    const { done } = await runDeploy(world, { ...config, loginPath: '/enter' });
    expect(done.map(({ id }) => id)).toContain('test-function');
    expect(listWrites(world).slice(before)).toEqual(['UpdateFunction', 'PublishFunction']);
    const { code } = await buildOnce({ ...config, loginPath: '/enter' });
    expect(world.fake.cloudfront.functions.get(NAME)!.LIVE!.code.toString()).toBe(code);
  });

  it('attaches the function to one more behavior', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    await runDeploy(world, config);
    const behaviors = ['default', '/api/*'];
    const { done } = await runDeploy(world, { deploy: { ...config.deploy, behaviors } });
    expect(done.map(({ id }) => id)).toEqual(['attach', 'await-distribution']);
  });
});

describe('a dry run', () => {
  it('gives the whole plan and writes nothing', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    const { plan, done } = await runDeploy(world, config, { dryRun: true });
    expect(plan.map(({ id }) => id)).toEqual(ALL_STEPS);
    expect(done).toEqual([]);
    expect(listWrites(world)).toEqual([]);
  });
});

describe('the secret', () => {
  it('is kept if it exists, and so are the other fields of a JSON secret', async () => {
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

  it('is created from the store with --secret-from-store, if Secrets Manager has lost it', async () => {
    const world = await startWorld();
    const secret = generateSecret();
    world.fake.cloudfront.addStore(NAME, { token_secret: secret });
    await runDeploy(world, {}, { secretFromStore: true });
    expect(world.fake.secrets.read(NAME)).toBe(secret);
  });

  it('is only the first of the store with rotation "labels"', async () => {
    const world = await startWorld();
    const [old, next] = [generateSecret(), generateSecret()];
    world.fake.cloudfront.addStore(NAME, { token_secret: `${old},${next}` });
    const config = { deploy: { rotation: 'labels' } } as const;
    await runDeploy(world, config, { secretFromStore: true });
    expect(world.fake.secrets.read(NAME)).toBe(old);
  });

  it('is put back into a store that holds only cut-offs', async () => {
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
    const { distribution, config } = addSite(world, { secret: 'embedded' });
    await runDeploy(world, config);
    expect(world.fake.cloudfront.stores.size).toBe(0);
    const allowed = await world.fake.edge.request(distribution, loggedInRequest(world));
    expect(allowed).toMatchObject({ uri: '/index.html' });
    expect((await runDeploy(world, config)).plan).toEqual([]);
  });
});

describe('a cut-off for everybody', () => {
  it('does not prevent a deployment, and stays in the store', async () => {
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
  it('is restored if somebody left a draft there, without a new publication', async () => {
    const world = await startWorld();
    await runDeploy(world);
    const { aws } = await world.session();
    const draft = await readFunction(aws, NAME, 'DEVELOPMENT');
    const wanted = { ...draft!, name: NAME, runtime: 'cloudfront-js-2.0' as const };
    await updateFunction(aws, { ...wanted, code: `${draft!.code}// draft\n` }, draft!.etag);
    const before = listWrites(world).length;
    const { done } = await runDeploy(world);
    expect(done.map(({ id }) => id)).toEqual(['restore-development']);
    expect(listWrites(world).slice(before)).toEqual(['UpdateFunction']);
    expect((await runDeploy(world)).plan).toEqual([]);
  });
});

describe('deploy --secret-only', () => {
  it('fills the store, and does not create the function', async () => {
    const world = await startWorld();
    const { done } = await runDeploy(world, addSite(world).config, { secretOnly: true });
    expect(done.map(({ id }) => id)).toEqual(ALL_STEPS.slice(0, 4));
    expect(world.fake.cloudfront.functions.size).toBe(0);
  });
});
