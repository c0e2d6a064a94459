import { describe, expect, it, vi } from 'vitest';
import { type DestroyOptions, destroy } from '../../../../../build/aws/destroy/destroy.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import {
  CONFIG,
  expectedRemains,
  listResources,
  listWrites,
  NAME,
  SECRET_ID,
  type Site,
  startSite,
} from './site.js';

async function run(site: Site, options: Partial<DestroyOptions> = {}, config = CONFIG) {
  const session = await site.session(config, 'dev');
  return destroy(session, { secret: false, dryRun: false, confirm: async () => {}, ...options });
}

describe('destroy', () => {
  it('detaches the function, waits, deletes in order, and keeps the secret', async () => {
    const site = await startSite();
    const { done } = await run(site);
    expect(listResources(site)).toEqual(expectedRemains(site));
    expect(done.map(({ id }) => id)).toEqual([
      'detach',
      'detach',
      'await-distributions',
      'delete-function',
      'delete-store',
    ]);
    expect(listWrites(site)).toEqual([
      'UpdateDistribution',
      'UpdateDistribution',
      'DeleteFunction',
      'DeleteKeyValueStore',
    ]);
    expect(site.output.join('\n')).toMatch(/InProgress, \d+ s, usually about 240/);
  });

  it('does nothing the second time', async () => {
    const site = await startSite();
    await run(site);
    const calls = site.fake.calls.length;
    expect(await run(site)).toEqual({ plan: [], done: [] });
    expect(listWrites(site, calls)).toEqual([]);
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

  it('deletes the secret with --secret so that it can be restored', async () => {
    const site = await startSite();
    await run(site, { secret: true });
    expect(listResources(site).secrets).toEqual([`${SECRET_ID}, for 30 days`]);
    const calls = site.fake.calls.length;
    expect((await run(site, { secret: true })).plan).toEqual([]);
    expect(listWrites(site, calls)).toEqual([]);
  });

  it('only plans with --dry-run', async () => {
    const site = await startSite();
    const before = listResources(site);
    const confirm = vi.fn();
    const { plan, done } = await run(site, { secret: true, dryRun: true, confirm });
    expect(plan.map(({ title }) => title)).toEqual([
      `detach it from the behavior /app/* of ${site.first} (app.example), which is then open to everyone`,
      `detach it from the behavior default of ${site.second} (app.example), which is then open to everyone`,
      'wait until no edge location runs it any more, which takes minutes',
      `delete the function ${NAME}`,
      `delete the KeyValueStore ${NAME}, with the secret and the cut-offs in it`,
      `delete the secret ${SECRET_ID} in Secrets Manager; it can be restored for 30 days`,
    ]);
    expect(done).toEqual([]);
    expect(listResources(site)).toEqual(before);
    expect(confirm).not.toHaveBeenCalled();
    expect(listWrites(site)).toEqual([]);
  });

  it('changes nothing without confirmation', async () => {
    const site = await startSite();
    const no = new Error('no');
    await expect(run(site, { confirm: () => Promise.reject(no) })).rejects.toBe(no);
    expect(listWrites(site)).toEqual([]);
  });

  it('deletes a function that was never published and a store without a function', async () => {
    const site = await startSite();
    await run(site);
    site.fake.cloudfront.addFunction(NAME, { code: '// pocket-spa-auth 1\n', live: false });
    expect((await run(site)).done.map(({ id }) => id)).toEqual(['delete-function']);
    site.fake.cloudfront.addStore(NAME);
    expect((await run(site)).done.map(({ id }) => id)).toEqual(['delete-store']);
  });

  it('continues if a distribution is deleted meanwhile', async () => {
    const site = await startSite();
    const { distributions } = site.fake.cloudfront;
    site.fake.faults.inject(
      ({ operation, target }) => operation === 'GetDistributionConfig' && target === site.second,
      () => void (distributions as Map<string, unknown>).delete(site.second),
    );
    await run(site);
    expect(listResources(site)).toEqual(expectedRemains(site));
  });

  it('waits for distributions that an earlier run has changed', async () => {
    const site = await startSite();
    site.fake.faults.inject(({ operation }) => operation === 'GetDistribution', 'reset');
    await expect(run(site)).rejects.toMatchObject({ exitCode: 1 });
    const { plan } = await run(site);
    expect(plan.map(({ id }) => id)).toEqual([
      'await-distributions',
      'delete-function',
      'delete-store',
    ]);
    const refused = site.fake.calls.filter(({ status }) => (status ?? 0) >= 400);
    expect(refused.filter(({ writes }) => writes)).toEqual([]);
    expect(listResources(site)).toEqual(expectedRemains(site));
  });
});

describe('destroy refuses', () => {
  const expectRefusal = async (
    site: Site,
    message: string,
    options: Partial<DestroyOptions> = {},
    config?: EdgeConfig,
  ) => {
    const before = listResources(site);
    await expect(run(site, options, config)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(message),
    });
    expect(listResources(site)).toEqual(before);
    expect(listWrites(site)).toEqual([]);
  };

  it('a function of the same name that another tool made', async () => {
    const site = await startSite();
    (site.fake.cloudfront.functions as Map<string, unknown>).delete(NAME);
    site.fake.cloudfront.addFunction(NAME, { code: 'function handler(e) { return e.request; }' });
    await expectRefusal(site, `the function ${NAME} is not made by pocket-spa-auth`);
  });

  it('a store with entries of another tool', async () => {
    const site = await startSite();
    site.fake.stores.delete(NAME, 'token_secret');
    site.fake.stores.put(NAME, 'theirs', 'x');
    await expectRefusal(site, `the KeyValueStore ${NAME} holds 1 entry of another tool`);
  });

  it('a store with entries of another tool on any page', async () => {
    const site = await startSite();
    for (let i = 0; i < 60; i++) {
      site.fake.stores.put(NAME, `revoked:${i}`, '1');
    }
    for (const key of ['zone', 'zoo']) {
      site.fake.stores.put(NAME, key, 'x');
    }
    await expectRefusal(site, 'holds 2 entries of another tool');
  });

  it('a secret that other stages use too', async () => {
    const site = await startSite();
    const config = { ...CONFIG, deploy: { secretId: SECRET_ID } };
    await expectRefusal(
      site,
      `the secret ${SECRET_ID} is also the secret of the stages prd, qa; leave --secret out`,
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
    expect(listResources(site).stores).toContain(NAME);
  });

  it('a secret that has other fields', async () => {
    const site = await startSite();
    const ring = site.fake.secrets.read(SECRET_ID);
    site.fake.secrets.put(SECRET_ID, JSON.stringify({ token: ring, database: 'x' }));
    const config = { ...CONFIG, deploy: { secretKey: 'token' } };
    await expectRefusal(site, 'holds more than the token secret', { secret: true }, config);
  });

  it('a secret that holds no key ring', async () => {
    const site = await startSite();
    site.fake.secrets.put(SECRET_ID, 'something else');
    await expect(run(site, { secret: true })).rejects.toMatchObject({ exitCode: 2 });
    expect(listWrites(site)).toEqual([]);
  });
});

it('deletes a store that holds only the secret and cut-offs', async () => {
  const site = await startSite();
  site.fake.stores.put(NAME, `revoked:${'a'.repeat(64)}`, '1');
  expect((await run(site)).done.at(-1)?.id).toBe('delete-store');
});

it('keeps a secret of several stages without --secret', async () => {
  const site = await startSite();
  const { done } = await run(site, {}, { ...CONFIG, deploy: { secretId: SECRET_ID } });
  expect(done.at(-1)?.id).toBe('delete-store');
  expect(listResources(site).secrets).toEqual([SECRET_ID]);
});

it('deletes a JSON secret that holds only the token secret', async () => {
  const site = await startSite();
  site.fake.secrets.put(SECRET_ID, JSON.stringify({ token: site.fake.secrets.read(SECRET_ID) }));
  const config = { ...CONFIG, deploy: { secretKey: 'token' } };
  expect((await run(site, { secret: true }, config)).done.at(-1)?.id).toBe('delete-secret');
});

function functionArn(site: Site): string {
  return site.fake.cloudfront.functions.get(NAME)!.arn;
}
