import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../../build/aws/deploy/warnings.js';
import { destroy } from '../../../../../../build/aws/destroy/destroy.js';
import { generateSecret, revocationKey } from '../../../../../../signer/index.js';
import { commandLine } from '../../command-line.js';
import { listWrites, runDeploy } from '../deployment.js';
import {
  cutOff,
  EXPECTED,
  expectRenamed,
  NEW,
  OLD,
  readVerdicts,
  rename,
  startRenamed,
  watchEveryEdge,
} from './renamed.js';

describe('a rename of deploy.name', () => {
  it('is refused without --rename-from, which the message names; nothing is changed', async () => {
    const { world, config } = await startRenamed();
    const before = listWrites(world).length;
    await expect(runDeploy(world, config)).rejects.toThrow(`deploy --rename-from ${OLD}`);
    expect(listWrites(world)).toHaveLength(before);
  });

  it('creates, tests, publishes, swaps in one change and then deletes, and is never open', async () => {
    const site = await startRenamed();
    const { world } = site;
    const before = listWrites(world).length;
    const { plan } = await rename(site, true);
    expect(listWrites(world)).toHaveLength(before);
    watchEveryEdge(site);
    const result = await rename(site);
    expect(result.done.map(({ id }) => id)).toEqual(plan.map(({ id }) => id));
    expect(listWrites(world).slice(before)).toEqual([
      'CreateSecret',
      'CreateKeyValueStore',
      'UpdateKeys',
      'CreateFunction',
      'PublishFunction',
      'UpdateDistribution',
      'DeleteFunction',
      'DeleteKeyValueStore',
    ]);
    await expectRenamed(site, 'a rename');
    expect(world.fake.secrets.read(NEW)).toBe(world.fake.secrets.read(OLD));
    expect(deployWarnings(result).join()).toContain(`delete-secret --secret-id ${OLD}`);
  });

  it('leaves the secret where it is if the configuration names it', async () => {
    const site = await startRenamed({ deploy: { secretId: 'kept' } });
    const result = await rename(site);
    expect(result.done.map(({ id }) => id)).not.toContain('create-secret');
    expect([...site.world.fake.secrets.all.keys()]).toEqual(['kept']);
    expect(deployWarnings(result).join()).not.toContain('delete-secret');
    await expectRenamed(site, 'a kept secret');
  });

  it('copies the cut-off for everybody, and many cut-offs, more than one call takes', async () => {
    const site = await startRenamed();
    const { fake, clock } = site.world;
    const ring = fake.stores.entries(OLD).token_secret!;
    fake.stores.put(OLD, 'token_secret', `${ring};${clock.now() - 1000}`);
    for (let i = 0; i < 120; i++) {
      fake.stores.put(OLD, revocationKey(`user-${i}`), String(clock.now()));
    }
    const entries = fake.stores.entries(OLD);
    await rename(site);
    expect(fake.stores.entries(NEW)).toEqual(entries);
  });

  it.each(['PublishFunction', 'UpdateDistribution', 'DeleteFunction'])(
    'takes over a cut-off that the old store gets before %s',
    async (operation) => {
      const site = await startRenamed();
      const { fake } = site.world;
      fake.faults.inject(
        (call) => call.operation === operation,
        () => cutOff(site.world, OLD, 'ada'),
      );
      await rename(site);
      await fake.clock.advance(60);
      expect(await readVerdicts(site)).toEqual({ ...EXPECTED, ada: ['login'] });
    },
  );

  it('keeps the later of two cut-offs', async () => {
    const site = await startRenamed();
    const { fake } = site.world;
    const key = revocationKey('eve');
    fake.cloudfront.addStore(NEW, { [key]: '9000000000', [revocationKey('bob')]: '1' });
    fake.stores.put(OLD, revocationKey('bob'), '2');
    await rename(site);
    expect(fake.stores.entries(NEW)).toMatchObject({
      [key]: '9000000000',
      [revocationKey('bob')]: '2',
    });
  });

  it('replaces the function in behaviors that the configuration no longer names', async () => {
    const site = await startRenamed();
    const { config, world, distribution } = site;
    const deploy = { ...config.deploy, behaviors: ['/api/*'] };
    await runDeploy(world, { ...config, deploy }, { renameFrom: OLD });
    const found = JSON.stringify(world.fake.cloudfront.distributions.get(distribution)!.config);
    expect(found.match(/function\/store"/g)).toHaveLength(2);
  });

  it('replaces it on a staging distribution, and elsewhere only with --shared', async () => {
    const site = await startRenamed();
    const { config, world, distribution } = site;
    const { cloudfront } = world.fake;
    const copy = cloudfront.distributions.get(distribution)!.config;
    const staging = cloudfront.addDistribution({ ...copy, Staging: true });
    const other = cloudfront.addDistribution(copy);
    const before = listWrites(world).length;
    await expect(rename(site)).rejects.toThrow(`also runs on ${other}`);
    expect(listWrites(world)).toHaveLength(before);
    await runDeploy(world, config, { renameFrom: OLD, shared: true });
    for (const id of [distribution, staging, other]) {
      const text = JSON.stringify(cloudfront.distributions.get(id)!.config);
      expect(text).toContain(`function/${NEW}"`);
      expect(text).not.toContain(`function/${OLD}"`);
    }
    expect([...cloudfront.functions.keys()]).toEqual([NEW]);
  });

  it('waits for the tool that manages the distribution, and deletes nothing before', async () => {
    const site = await startRenamed();
    const { world } = site;
    const managed = {
      ...site.config,
      deploy: { ...site.config.deploy, managedBy: 'terraform' as const },
    };
    const result = await runDeploy(world, managed, { renameFrom: OLD });
    expect(deployWarnings(result).join()).toMatch(
      /terraform apply.*shop still runs on .*run the same command again/,
    );
    expect([...world.fake.cloudfront.functions.keys()]).toEqual([OLD, NEW]);
    const { distribution } = site;
    const found = world.fake.cloudfront.distributions.get(distribution)!;
    const text = JSON.stringify(found.config).replaceAll(`function/${OLD}"`, `function/${NEW}"`);
    found.configs.set(JSON.parse(text), world.clock.now());
    found.deployed = world.clock.now() + 20;
    await runDeploy(world, managed, { renameFrom: OLD });
    await expectRenamed(site, 'by Terraform');
  });

  it('can be destroyed afterwards: nothing is left but the secrets', async () => {
    const site = await startRenamed();
    const { world, config } = site;
    await rename(site);
    const session = await world.session(config);
    await destroy(session, { secret: true, dryRun: false, confirm: async () => {} });
    expect([...world.fake.cloudfront.functions.keys()]).toEqual([]);
    expect([...world.fake.cloudfront.stores.keys()]).toEqual([]);
    expect(world.fake.secrets.all.get(NEW)!.deletion).toBeDefined();
    expect(world.fake.secrets.all.get(OLD)!.deletion).toBeUndefined();
  });
});

describe('a rename is refused before anything is changed', () => {
  async function refusal(change: (site: Awaited<ReturnType<typeof startRenamed>>) => void) {
    const site = await startRenamed();
    change(site);
    const before = listWrites(site.world).length;
    const error = await rename(site).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_CONFLICT', exitCode: 4 });
    expect(listWrites(site.world)).toHaveLength(before);
    return (error as Error).message;
  }

  it('if the new secret signs with another value', async () => {
    const message = await refusal(({ world }) => world.fake.secrets.put(NEW, generateSecret()));
    expect(message).toContain('sign with different secrets');
    expect(message).toContain(`set deploy.secretId to ${OLD}`);
  });

  it('if a rotation is in progress', async () => {
    const message = await refusal(({ world: { fake } }) => {
      const ring = fake.secrets.read(OLD)!;
      fake.stores.put(OLD, 'token_secret', `${ring},${generateSecret()}`);
    });
    expect(message).toContain('a rotation of the secret shop is in progress');
  });

  it('if the old store holds entries of another tool', async () => {
    const message = await refusal(({ world }) => world.fake.stores.put(OLD, '/old', '/new'));
    expect(message).toContain('holds entries of another tool (1)');
  });

  it('if the old function is not ours', async () => {
    const message = await refusal(({ world: { fake } }) => {
      const { DEVELOPMENT } = fake.cloudfront.functions.get(OLD)!;
      Object.assign(DEVELOPMENT, { code: Buffer.from('function handler(){}') });
    });
    expect(message).toContain('the function shop is not made by pocket-spa-auth');
  });

  it('if there is no function of that name', async () => {
    const { world, config } = await startRenamed();
    const run = runDeploy(world, config, { renameFrom: 'shpo' });
    await expect(run).rejects.toThrow('there is no function shpo to be renamed');
  });
});

describe('deploy --rename-from', () => {
  it('takes the name of another function only', async () => {
    const { world, config } = await startRenamed();
    const shell = commandLine(world, config);
    expect(await shell.run('deploy', '--rename-from', NEW)).toMatchObject({
      status: 2,
      err: expect.stringContaining(`--rename-from: ${NEW} is the name by the configuration`),
    });
    expect(await shell.run('deploy', '--rename-from', 'a b')).toMatchObject({
      status: 2,
      err: expect.stringContaining('--rename-from: found "a b"'),
    });
    const { status, out } = await shell.run('deploy', '--rename-from', OLD, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: NEW,
      renamedFrom: OLD,
      done: expect.arrayContaining(['copy-entries', 'attach', 'delete-former-function']),
    });
  });
});
