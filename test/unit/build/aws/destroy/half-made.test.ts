import { describe, expect, it } from 'vitest';
import { destroy } from '../../../../../build/aws/destroy/destroy.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { addSite, listWrites, NAME, runDeploy } from '../deploy/deployment.js';
import { startWorld, type World } from '../world.js';

/** A deployment that could create the store and then did not reach its data plane. */
async function startHalfMade(): Promise<World> {
  const world = await startWorld();
  world.fake.faults.inject(({ service }) => service === 'kvs', 'denied', Infinity);
  await expect(runDeploy(world)).rejects.toMatchObject({ code: 'ERR_AWS' });
  expect([...world.fake.cloudfront.stores.keys()]).toEqual([NAME]);
  return world;
}

async function runDestroy(world: World, config: EdgeConfig = {}) {
  const session = await world.session(config);
  return destroy(session, { secret: true, dryRun: false, confirm: async () => {} });
}

describe('destroy, while the data plane is out of reach', () => {
  it.each(['denied', 'error500', 'reset'] as const)(
    'deletes a half-made store of this package, and says that it could not look inside (%s)',
    async (fault) => {
      const world = await startHalfMade();
      world.fake.faults.clear();
      world.fake.faults.inject(({ service }) => service === 'kvs', fault, Infinity);
      const { plan } = await runDestroy(world);
      expect(plan.map(({ title }) => title)[0]).toBe(
        `delete the KeyValueStore ${NAME}, which no function reads; its entries could not be read`,
      );
      expect([...world.fake.cloudfront.stores.keys()]).toEqual([]);
      expect(world.fake.secrets.all.get(NAME)!.deletion).toBeDefined();
      expect((await runDestroy(world)).plan).toEqual([]);
    },
  );

  it('deletes no store of another tool', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore(NAME);
    world.fake.faults.inject(({ service }) => service === 'kvs', 'denied', Infinity);
    await expect(runDestroy(world)).rejects.toMatchObject({ fault: 'denied' });
    expect(listWrites(world)).toEqual([]);
  });

  it('deletes no store that a function reads', async () => {
    const world = await startWorld();
    await runDeploy(world);
    const before = listWrites(world).length;
    world.fake.faults.inject(({ service }) => service === 'kvs', 'denied', Infinity);
    await expect(runDestroy(world)).rejects.toMatchObject({ fault: 'denied' });
    expect(listWrites(world)).toHaveLength(before);
  });
});

describe('destroy with deploy.managedBy', () => {
  it('refuses while the function is attached: that tool removes the association first', async () => {
    const world = await startWorld();
    const { config, distribution } = addSite(world);
    await runDeploy(world, config);
    const before = listWrites(world).length;
    const deploy = { ...config.deploy, managedBy: 'terraform' as const };
    await expect(runDestroy(world, { ...config, deploy })).rejects.toThrow(
      `runs on default of ${distribution}, and the configuration leaves that association to Terraform; nothing was changed; remove it there, then: terraform apply; then run destroy again`,
    );
    expect(listWrites(world)).toHaveLength(before);
  });

  it('deletes a function that runs nowhere', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    const managed = { ...config, deploy: { ...config.deploy, managedBy: 'sst' as const } };
    await runDeploy(world, managed);
    await runDestroy(world, managed);
    expect([...world.fake.cloudfront.functions.keys()]).toEqual([]);
  });
});
