import { describe, expect, it, vi } from 'vitest';
import { type DestroyOptions, destroy } from '../../../../../build/aws/destroy/destroy.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { CONFIG, leftIn, NAME, restOf, SECRET_ID, type Site, startSite, writes } from './site.js';

async function run(site: Site, options: Partial<DestroyOptions> = {}, config = CONFIG) {
  const session = await site.session(config, 'dev');
  return destroy(session, { secret: false, dryRun: false, confirm: async () => {}, ...options });
}

describe('destroy', () => {
  it('detaches, waits, deletes in order, and keeps the secret', async () => {
    const site = await startSite();
    const { done } = await run(site);
    expect(leftIn(site)).toEqual(restOf(site));
    expect(done.map(({ id }) => id)).toEqual([
      'detach',
      'detach',
      'await-distributions',
      'delete-function',
      'delete-store',
    ]);
    expect(writes(site)).toEqual([
      'UpdateDistribution',
      'UpdateDistribution',
      'DeleteFunction',
      'DeleteKeyValueStore',
    ]);
    expect(site.said.join('\n')).toMatch(/InProgress, \d+ s, usually about 240/);
  });

  it('does nothing the second time', async () => {
    const site = await startSite();
    await run(site);
    const calls = site.fake.calls.length;
    expect(await run(site)).toEqual({ plan: [], done: [] });
    expect(writes(site, calls)).toEqual([]);
  });

  it('finds the distributions on every page', async () => {
    const site = await startSite();
    for (let i = 0; i < 230; i++) {
      site.fake.cloudfront.addDistribution();
    }
    const ids = [...site.fake.cloudfront.distributions.keys()].sort();
    const { config } = site.fake.cloudfront.distributions.get(ids.at(-1)!)!;
    config.DefaultCacheBehavior!.FunctionAssociations = {
      Quantity: 1,
      Items: [{ FunctionARN: functionArn(site), EventType: 'viewer-request' }],
    };
    const { plan } = await run(site, { dryRun: true });
    expect(plan.map(({ distribution }) => distribution)).toContain(ids.at(-1));
  });

  it('deletes the secret where it is told to, so that it can be had back', async () => {
    const site = await startSite();
    await run(site, { secret: true });
    expect(leftIn(site).secrets).toEqual([`${SECRET_ID}, for 30 days`]);
    const calls = site.fake.calls.length;
    expect((await run(site, { secret: true })).plan).toEqual([]);
    expect(writes(site, calls)).toEqual([]);
  });

  it('names everything that it would do, and does none of it', async () => {
    const site = await startSite();
    const before = leftIn(site);
    const confirm = vi.fn();
    const { plan, done } = await run(site, { secret: true, dryRun: true, confirm });
    expect(plan.map(({ title }) => title)).toEqual([
      `detach it from the behavior /app/* of ${site.first} (app.example), which is open to everyone from then on`,
      `detach it from the behavior default of ${site.second} (app.example), which is open to everyone from then on`,
      'wait until no edge runs it any more, which takes minutes',
      `delete the function ${NAME}`,
      `delete the KeyValueStore ${NAME}, with the secret and the cut-offs in it`,
      `delete the secret ${SECRET_ID} in Secrets Manager; for 30 days it can be had back`,
    ]);
    expect(done).toEqual([]);
    expect(leftIn(site)).toEqual(before);
    expect(confirm).not.toHaveBeenCalled();
    expect(writes(site)).toEqual([]);
  });

  it('changes nothing where that is not confirmed', async () => {
    const site = await startSite();
    const no = new Error('no');
    await expect(run(site, { confirm: () => Promise.reject(no) })).rejects.toBe(no);
    expect(writes(site)).toEqual([]);
  });

  it('takes away what was never attached, or never published', async () => {
    const site = await startSite();
    await run(site);
    site.fake.cloudfront.addFunction(NAME, { code: '// pocket-spa-auth 1\n', live: false });
    expect((await run(site)).done.map(({ id }) => id)).toEqual(['delete-function']);
    site.fake.cloudfront.addStore(NAME);
    expect((await run(site)).done.map(({ id }) => id)).toEqual(['delete-store']);
  });

  it('goes on where a distribution is deleted meanwhile', async () => {
    const site = await startSite();
    const { distributions } = site.fake.cloudfront;
    site.fake.faults.at(
      ({ operation, target }) => operation === 'GetDistributionConfig' && target === site.second,
      () => void (distributions as Map<string, unknown>).delete(site.second),
    );
    await run(site);
    expect(leftIn(site)).toEqual(restOf(site));
  });

  it('still waits for what a run before it has detached', async () => {
    const site = await startSite();
    site.fake.faults.at(({ operation }) => operation === 'GetDistribution', 'reset');
    await expect(run(site)).rejects.toMatchObject({ exitCode: 1 });
    const { plan } = await run(site);
    expect(plan.map(({ id }) => id)).toEqual([
      'await-distributions',
      'delete-function',
      'delete-store',
    ]);
    const refused = site.fake.calls.filter(({ status }) => (status ?? 0) >= 400);
    expect(refused.filter(({ writes }) => writes)).toEqual([]);
    expect(leftIn(site)).toEqual(restOf(site));
  });
});

describe('what is not ours is not touched, exit 4', () => {
  const refused = async (
    site: Site,
    message: string,
    options: Partial<DestroyOptions> = {},
    config?: EdgeConfig,
  ) => {
    const before = leftIn(site);
    await expect(run(site, options, config)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(message),
    });
    expect(leftIn(site)).toEqual(before);
    expect(writes(site)).toEqual([]);
  };

  it('a function of the same name', async () => {
    const site = await startSite();
    (site.fake.cloudfront.functions as Map<string, unknown>).delete(NAME);
    site.fake.cloudfront.addFunction(NAME, { code: 'function handler(e) { return e.request; }' });
    await refused(site, `the function ${NAME} is not made by pocket-spa-auth`);
  });

  it('a store that holds something else', async () => {
    const site = await startSite();
    site.fake.stores.delete(NAME, 'token_secret');
    site.fake.stores.put(NAME, 'theirs', 'x');
    await refused(site, `the KeyValueStore ${NAME} holds 1 entry that is not of pocket-spa-auth`);
  });

  it('a store that holds something else beside the secret, on whatever page', async () => {
    const site = await startSite();
    for (let i = 0; i < 60; i++) {
      site.fake.stores.put(NAME, `revoked:${i}`, '1');
    }
    for (const key of ['zone', 'zoo']) {
      site.fake.stores.put(NAME, key, 'x');
    }
    await refused(site, 'holds 2 entries that are not of pocket-spa-auth');
  });

  it('a secret that is of other stages too', async () => {
    const site = await startSite();
    const config = { ...CONFIG, deploy: { secretId: SECRET_ID } };
    await refused(
      site,
      `the secret ${SECRET_ID} is that of the stages prd, qa too; leave --secret out`,
      { secret: true },
      { ...config, stages: { dev: {}, prd: {}, qa: {}, own: { deploy: { secretId: 'own' } } } },
    );
  });

  it('a store that another function reads', async () => {
    const site = await startSite();
    const { config } = site.fake.cloudfront.functions.get(NAME)!.DEVELOPMENT;
    const store = config.KeyValueStoreAssociations!.Items![0]!.KeyValueStoreARN!;
    site.fake.cloudfront.addFunction('reader', { code: 'x', store });
    await expect(run(site)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(
        /KeyValueStore .*, which another function may read after 120 s/,
      ),
    });
    expect(leftIn(site).stores).toContain(NAME);
  });

  it('a secret that holds more than the token secret', async () => {
    const site = await startSite();
    const ring = site.fake.secrets.read(SECRET_ID);
    site.fake.secrets.put(SECRET_ID, JSON.stringify({ token: ring, database: 'x' }));
    const config = { ...CONFIG, deploy: { secretKey: 'token' } };
    await refused(site, 'holds more than the token secret', { secret: true }, config);
  });

  it('a secret that is none, exit 2', async () => {
    const site = await startSite();
    site.fake.secrets.put(SECRET_ID, 'something else');
    await expect(run(site, { secret: true })).rejects.toMatchObject({ exitCode: 2 });
    expect(writes(site)).toEqual([]);
  });
});

it('deletes a store that holds nothing but cut-offs beside the secret', async () => {
  const site = await startSite();
  site.fake.stores.put(NAME, `revoked:${'a'.repeat(64)}`, '1');
  expect((await run(site)).done.at(-1)?.id).toBe('delete-store');
});

it('keeps a secret of several stages where that is not asked for', async () => {
  const site = await startSite();
  const { done } = await run(site, {}, { ...CONFIG, deploy: { secretId: SECRET_ID } });
  expect(done.at(-1)?.id).toBe('delete-store');
  expect(leftIn(site).secrets).toEqual([SECRET_ID]);
});

it('deletes a JSON secret that holds the token secret alone', async () => {
  const site = await startSite();
  site.fake.secrets.put(SECRET_ID, JSON.stringify({ token: site.fake.secrets.read(SECRET_ID) }));
  const config = { ...CONFIG, deploy: { secretKey: 'token' } };
  expect((await run(site, { secret: true }, config)).done.at(-1)?.id).toBe('delete-secret');
});

function functionArn(site: Site): string {
  return site.fake.cloudfront.functions.get(NAME)!.arn;
}
