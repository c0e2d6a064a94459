import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../build/aws/deploy/warnings.js';
import { commandLine } from '../command-line.js';
import { startWorld, type World } from '../world.js';
import { addSite, listWrites, NAME, runDeploy } from './deployment.js';

const STACK = {
  'aws:cloudformation:stack-name': 'shop-site',
  'aws:cloudformation:logical-id': 'D',
};

/** A site whose distribution has these tags. */
function addTaggedSite(world: World, tags: Readonly<Record<string, string>>) {
  const site = addSite(world);
  world.fake.cloudfront.tagDistribution(site.distribution, tags);
  return site;
}

async function refusalMessage(world: World, ...run: Parameters<typeof deployWith>) {
  const before = listWrites(world).length;
  const error = await deployWith(...run).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'ERR_CONFLICT', exitCode: 4 });
  expect(listWrites(world)).toHaveLength(before);
  return (error as Error).message;
}

const deployWith = (...run: Parameters<typeof runDeploy>) => runDeploy(...run);

describe('deploy refuses a distribution of another tool before anything is changed', () => {
  it.each([
    [STACK, 'the CloudFormation stack shop-site', '"cloudformation" or "cdk" or "sst"'],
    [{ ...STACK, 'sst:app': 'shop' }, 'the SST app shop', 'deploy.managedBy to "sst"'],
    [{ 'sst:app': 'shop', 'sst:stage': 'prd' }, 'the SST app shop', 'deploy.managedBy to "sst"'],
  ])('with the tags %j', async (tags, owner, advice) => {
    const world = await startWorld();
    const { config, distribution } = addTaggedSite(world, tags);
    const message = await refusalMessage(world, world, config);
    expect(message).toContain(`the distribution ${distribution} belongs to`);
    expect(message).toContain(owner);
    expect(message).toContain('the site is then open to everyone');
    expect(message).toContain(advice);
    expect(message).toContain('--force');
    expect(await refusalMessage(world, world, config, { dryRun: true })).toBe(message);
  });

  it('also where ours is attached already; a run with nothing to do only warns', async () => {
    const world = await startWorld();
    const { config } = addTaggedSite(world, STACK);
    await runDeploy(world, config, { force: true });
    const shell = commandLine(world, config);
    for (const dryRun of [[], ['--dry-run']]) {
      const { status, out, err } = await shell.run('deploy', ...dryRun);
      expect(status, err).toBe(0);
      expect(out).toContain('nothing to do');
      expect(err).toMatch(/warning: distribution-managed: .*stack shop-site.*set deploy.managedBy/);
    }
    const changed = { ...config, loginPath: '/enter' };
    expect(await refusalMessage(world, world, changed)).toContain('the CloudFormation stack');
    const { done } = await runDeploy(world, changed, { force: true });
    expect(done.map(({ id }) => id)).toContain('publish-function');
  });

  it('but not while it only waits, and not for the secret alone', async () => {
    const world = await startWorld();
    const { config, distribution } = addTaggedSite(world, STACK);
    await runDeploy(world, config, { secretOnly: true });
    await runDeploy(world, config, { force: true });
    const found = world.fake.cloudfront.distributions.get(distribution)!;
    found.deployed = world.clock.now() + 60;
    const { done } = await runDeploy(world, config);
    expect(done.map(({ id }) => id)).toEqual(['await-distribution']);
  });

  it('says so beside any other reason', async () => {
    const world = await startWorld();
    const { config } = addTaggedSite(world, STACK);
    const deploy = { ...config.deploy, behaviors: ['/app/*'] };
    const message = await refusalMessage(world, world, { ...config, deploy });
    expect(message.split('\n')).toEqual([
      expect.stringContaining('no behavior /app/*'),
      expect.stringContaining('the CloudFormation stack shop-site'),
    ]);
  });
});

describe('tags that people set', () => {
  it.each([
    [{ ManagedBy: 'Terraform' }, '"terraform"'],
    [{ 'managed-by': 'opentofu' }, '"terraform"'],
    [{ terraform: 'true' }, '"terraform"'],
    [{ Provisioner: 'aws-cdk' }, '"cdk"'],
  ])('warn only: %j', async (tags, advice) => {
    const world = await startWorld();
    const shell = commandLine(world, addTaggedSite(world, tags).config);
    const { status, err } = await shell.run('deploy');
    expect(status, err).toBe(0);
    expect(err).toMatch(/warning: distribution-managed: .*may belong to/);
    expect(err).toContain(`deploy.managedBy to ${advice}`);
  });

  it.each([
    {},
    { Name: 'shop', team: 'terraform' },
    { terraform: 'false' },
    { 'aws-cloudformation': 'x', 'aws:servicecatalog:applicationTag': 'x' },
  ])('mean nothing: %j', async (tags) => {
    const world = await startWorld();
    const { err } = await commandLine(world, addTaggedSite(world, tags).config).run('deploy');
    expect(err).not.toContain('distribution-managed');
  });
});

describe('ListTagsForResource', () => {
  it('is denied: a warning names the permission, and nothing else is lost', async () => {
    const world = await startWorld();
    const shell = commandLine(world, addTaggedSite(world, STACK).config);
    const isRead = ({ operation }: { operation: string }) => operation === 'ListTagsForResource';
    world.fake.faults.inject(isRead, 'denied', Infinity);
    expect((await shell.run('deploy', '--dry-run')).err).toMatch(
      /not-checked: .*allow cloudfront:ListTagsForResource$/m,
    );
    const { status, out, err } = await shell.run('deploy');
    expect(status, err).toBe(0);
    expect(out).toContain('protects default');
    expect(err.match(/not-checked: .*allow cloudfront:ListTagsForResource$/gm)).toHaveLength(1);
  });

  it("fails otherwise: nothing is changed, for the distribution may be somebody else's", async () => {
    const world = await startWorld();
    const { config } = addTaggedSite(world, STACK);
    world.fake.faults.inject(({ operation }) => operation === 'ListTagsForResource', 'error500');
    await expect(runDeploy(world, config)).rejects.toMatchObject({ code: 'ERR_AWS' });
    expect(listWrites(world)).toEqual([]);
  });
});

describe('deploy.managedBy', () => {
  const STEPS = {
    terraform: ['function_association', 'then: terraform apply'],
    cloudformation: ['"FunctionARN": "', 'then: aws cloudformation deploy'],
    cdk: ['FunctionEventType.VIEWER_REQUEST', 'then: cdk deploy'],
    sst: ['functionAssociations', 'then: sst deploy'],
  } as const;

  it.each(Object.entries(STEPS))(
    '"%s" wins over the tag, and leaves the association to that tool',
    async (tool, words) => {
      const world = await startWorld();
      const { config, distribution } = addTaggedSite(world, STACK);
      const managedBy = tool as keyof typeof STEPS;
      const managed = { ...config, deploy: { ...config.deploy, managedBy } };
      const result = await runDeploy(world, managed);
      expect(listWrites(world)).not.toContain('UpdateDistribution');
      const { LIVE, arn } = world.fake.cloudfront.functions.get(NAME)!;
      expect(LIVE).toBeDefined();
      const [left] = deployWarnings(result);
      for (const word of [...words, arn, distribution, 'default']) {
        expect(left).toContain(word);
      }
      expect(world.fake.calls.map(({ operation }) => operation)).not.toContain(
        'ListTagsForResource',
      );
      expect((await runDeploy(world, managed)).plan).toEqual([]);
    },
  );

  it('needs no warning once that tool has attached the function, and doctor is silent too', async () => {
    const world = await startWorld();
    const { config } = addTaggedSite(world, STACK);
    await runDeploy(world, config, { force: true });
    const managed = { ...config, deploy: { ...config.deploy, managedBy: 'cdk' as const } };
    const shell = commandLine(world, managed);
    const { status, out, err } = await shell.run('deploy', '--json');
    expect(status).toBe(0);
    expect(err).not.toMatch(/leaves the association|distribution-managed/);
    expect(JSON.parse(out)).toMatchObject({ managedBy: 'cdk', plan: [] });
    expect((await shell.run('doctor')).out).not.toContain('distribution-managed');
    expect((await shell.run('status')).out).toContain('; attached by the CDK; protected: default');
  });

  it('has every fix of doctor that changes the distribution name the step of that tool', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    const managed = { ...config, deploy: { ...config.deploy, managedBy: 'terraform' as const } };
    await runDeploy(world, managed);
    const shell = commandLine(world, managed);
    const { findings } = JSON.parse((await shell.run('doctor', '--json')).out) as {
      findings: { code: string; mend: string }[];
    };
    const attached = findings.filter(({ code }) => code.startsWith('behavior-'));
    expect(attached.map(({ code }) => code)).toContain('behavior-open');
    for (const { mend } of findings) {
      expect(mend).toMatch(/then: terraform apply$/);
    }
  });

  it('lets another function stay where it is, for the tool to replace it', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    await runDeploy(world, config);
    const renamed = { name: 'other', managedBy: 'terraform' as const };
    const result = await runDeploy(world, { ...config, deploy: { ...config.deploy, ...renamed } });
    expect(deployWarnings(result).join()).toContain('does not run on default yet');
  });
});
