import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../build/aws/deploy/warnings.js';
import { createFunction } from '../../../../../build/aws/resources/functions.js';
import { createStore } from '../../../../../build/aws/resources/key-value-store.js';
import { createSecret } from '../../../../../build/aws/resources/secrets-manager.js';
import { startWorld } from '../world.js';
import { addSite, buildOnce, listWrites, NAME, readAllTags, runDeploy } from './deployment.js';

const TAGS = { team: 'shop', 'cost:center': '42' };

const KEY = 'alias/shop';

describe('deploy.tags', () => {
  it('are set when the secret, the store and the function are created', async () => {
    const world = await startWorld();
    const { config } = addSite(world, { deploy: { tags: TAGS } });
    await runDeploy(world, config);
    expect(readAllTags(world)).toEqual([TAGS, TAGS, TAGS]);
    expect(listWrites(world)).not.toContain('TagResource');
    expect((await runDeploy(world, config)).plan).toEqual([]);
  });

  it('are added to what exists; tags of others stay, and a second run does nothing', async () => {
    const world = await startWorld();
    const { config } = addSite(world, { deploy: { tags: { team: 'yard', owner: 'ada' } } });
    await runDeploy(world, config);
    const changed = { ...config, deploy: { ...config.deploy, tags: TAGS } };
    const { done } = await runDeploy(world, changed);
    expect(done.map(({ title }) => title)).toEqual([
      `tag the secret ${NAME}: team, cost:center`,
      `tag the KeyValueStore ${NAME}: team, cost:center`,
      `tag the function ${NAME}: team, cost:center`,
    ]);
    const all = { owner: 'ada', ...TAGS };
    expect(readAllTags(world)).toEqual([all, all, all]);
    expect((await runDeploy(world, changed)).plan).toEqual([]);
  });

  it('cost no call without them', async () => {
    const world = await startWorld();
    await runDeploy(world);
    const operations = world.fake.calls.map(({ operation }) => operation);
    expect(operations).not.toContain('ListTagsForResource');
    expect(operations).not.toContain('DescribeSecret');
  });

  it('are a warning if they may not be read', async () => {
    const world = await startWorld();
    await runDeploy(world);
    world.fake.faults.inject(
      ({ operation }) => ['ListTagsForResource', 'DescribeSecret'].includes(operation),
      'denied',
      Infinity,
    );
    const result = await runDeploy(world, { deploy: { tags: TAGS } });
    expect(result.plan).toEqual([]);
    expect(deployWarnings(result)).toEqual([
      expect.stringMatching(
        /^deploy.tags was not compared: .*allow secretsmanager:DescribeSecret$/,
      ),
      expect.stringMatching(/allow cloudfront:ListTagsForResource$/),
      expect.stringMatching(/allow cloudfront:ListTagsForResource$/),
    ]);
  });
});

describe('deploy.kmsKeyId', () => {
  it('encrypts the secret that deploy creates', async () => {
    const world = await startWorld();
    await runDeploy(world, { deploy: { kmsKeyId: KEY } });
    expect(world.fake.secrets.all.get(NAME)!.kmsKeyId).toBe(KEY);
    await runDeploy(world, { deploy: { kmsKeyId: 'alias/other' } }, { dryRun: true });
    expect(world.fake.secrets.all.get(NAME)!.kmsKeyId).toBe(KEY);
  });
});

describe('the test account refuses what AWS refuses', () => {
  it.each([[{ 'aws:team': 'x' }], [{ 'a#b': 'x' }], [{ ['k'.repeat(129)]: '' }], [{ k: 'ä' }]])(
    'in tags: %j',
    async (tags) => {
      const world = await startWorld();
      const { aws } = await world.session();
      const { code } = await buildOnce();
      const spec = { name: 'f', code, comment: '', store: undefined };
      const runtime = 'cloudfront-js-2.0';
      for (const call of [
        () => createStore(aws, 's', '', tags),
        () => createFunction(aws, { ...spec, runtime }, tags),
      ]) {
        await expect(call()).rejects.toMatchObject({ reason: 'InvalidTagging' });
      }
      expect([...world.fake.cloudfront.stores.keys()]).toEqual([]);
      expect([...world.fake.cloudfront.functions.keys()]).toEqual([]);
    },
  );

  it('in KmsKeyId and the tags of secrets', async () => {
    const world = await startWorld();
    const session = await world.session();
    const create = (more: object) =>
      createSecret(session.aws, session.deployment, ['a1'.repeat(32)], more);
    await expect(create({ kmsKeyId: 'shop' })).rejects.toMatchObject({
      reason: 'EncryptionFailure',
    });
    await expect(create({ tags: { 'AWS:x': '' } })).rejects.toMatchObject({
      reason: 'InvalidParameterException',
    });
    expect([...world.fake.secrets.all.keys()]).toEqual([]);
  });
});
