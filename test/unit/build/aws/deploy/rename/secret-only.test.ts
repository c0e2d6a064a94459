import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../../build/aws/deploy/warnings.js';
import { revocationKey } from '../../../../../../signer/index.js';
import { listWrites, runDeploy } from '../deployment.js';
import { cutOff, NEW, OLD, type RenamedSite, startRenamed } from './renamed.js';

/** As after a change of `deploy.name` where another tool deploys the function. */
const fill = ({ world, config }: RenamedSite, renameFrom = OLD) =>
  runDeploy(world, config, { renameFrom, secretOnly: true });

async function startManaged() {
  const site = await startRenamed();
  const deploy = { ...site.config.deploy, managedBy: 'terraform' as const };
  return { ...site, config: { ...site.config, deploy } };
}

describe('deploy --secret-only --rename-from', () => {
  it('takes the key ring and the cut-offs over, and leaves the function to the other tool', async () => {
    const site = await startManaged();
    const { fake } = site.world;
    const before = listWrites(site.world).length;
    const result = await fill(site);
    expect(listWrites(site.world).slice(before)).toEqual([
      'CreateSecret',
      'CreateKeyValueStore',
      'UpdateKeys',
    ]);
    expect(fake.secrets.read(NEW)).toBe(fake.secrets.read(OLD));
    expect(fake.stores.entries(NEW)).toEqual(fake.stores.entries(OLD));
    expect([...fake.cloudfront.functions.keys()]).toEqual([OLD]);
    expect(deployWarnings(result)).toEqual([
      expect.stringContaining(`the secret ${OLD} stays`),
      `the function ${OLD} still runs on ${site.distribution}: a cut-off that its KeyValueStore gets until ${NEW} has taken its place is copied if you run the same command again; the other tool deletes the function and the KeyValueStore ${OLD}`,
    ]);
  });

  it('copies the cut-offs of the meantime when it runs again, and ends', async () => {
    const site = await startManaged();
    const { fake } = site.world;
    await fill(site);
    cutOff(site.world, OLD, 'ada');
    expect((await fill(site)).done.map(({ id }) => id)).toEqual(['copy-entries']);
    expect(fake.stores.entries(NEW)).toHaveProperty([revocationKey('ada')]);
    // The other tool has replaced the function, and deleted the old one with its store.
    const found = fake.cloudfront.distributions.get(site.distribution)!;
    const text = JSON.stringify(found.config).replaceAll(`function/${OLD}"`, `function/${NEW}"`);
    found.configs.set(JSON.parse(text), site.world.clock.now());
    const { functions, stores } = fake.cloudfront;
    for (const resources of [functions, stores]) {
      (resources as Map<string, unknown>).delete(OLD);
    }
    expect((await fill(site)).plan).toEqual([]);
  });

  it('refuses a former name that nothing has, before it makes another secret', async () => {
    const site = await startManaged();
    const before = listWrites(site.world).length;
    await expect(fill(site, 'shpo')).rejects.toThrow('there is no function shpo to be renamed');
    expect(listWrites(site.world)).toHaveLength(before);
  });
});
