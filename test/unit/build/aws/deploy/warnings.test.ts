import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../build/aws/deploy/warnings.js';
import { commandLine } from '../command-line.js';
import { startWorld } from '../world.js';
import { addSite, NAME, runDeploy } from './deployment.js';

describe('a deployment warns', () => {
  it('about behaviors that do not run the function', async () => {
    const world = await startWorld();
    const { config, distribution } = addSite(world);
    const result = await runDeploy(world, config);
    expect(deployWarnings(result)).toEqual([
      `these behaviors of ${distribution} do not run the function: /api/*, /public/*`,
    ]);
  });

  it('about a staging distribution', async () => {
    const world = await startWorld();
    const distribution = world.fake.cloudfront.addDistribution({
      ContinuousDeploymentPolicyId: 'a-policy',
      CacheBehaviors: { Quantity: 0 },
    });
    const result = await runDeploy(world, { deploy: { distribution } });
    expect(deployWarnings(result)).toEqual([expect.stringContaining('has a staging distribution')]);
  });
});

describe('deploy', { timeout: 60_000 }, () => {
  it('warns about a function in the built site on this machine', async () => {
    const world = await startWorld();
    const shell = commandLine(world);
    expect((await shell.run('deploy', '--dry-run')).err).not.toContain('is a built function');
    shell.write('dist/edge.js', '// pocket-spa-auth 0.1.0\nfunction handler(){}');
    const { status, err } = await shell.run('deploy', '--dry-run');
    expect(status).toBe(0);
    expect(err).toContain('warning: "dist/edge.js" is a built function; an upload of this folder');
  });

  const pages = {
    Quantity: 1,
    Items: [{ ErrorCode: 404, ResponseCode: '200', ResponsePagePath: '/index.html' }],
  };

  async function startWithErrorPage() {
    const world = await startWorld();
    const distribution = world.fake.cloudfront.addDistribution({ CustomErrorResponses: pages });
    return { world, shell: commandLine(world, { deploy: { distribution } }) };
  }

  it('repeats the doors of the distribution at its end, also if it has nothing to do', async () => {
    const { shell } = await startWithErrorPage();
    const warning =
      /warning: error-page-open: \/index.html, which .* needs a login: .*; remove that/;
    expect((await shell.run('deploy', '--dry-run')).err).not.toMatch(warning);
    expect((await shell.run('deploy', '--secret-only')).err).not.toMatch(warning);
    expect(await shell.run('deploy')).toMatchObject({
      status: 0,
      err: expect.stringMatching(warning),
    });
    const { status, out } = await shell.run('deploy', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      warnings: expect.arrayContaining([expect.stringMatching(/^error-page-open: /)]),
    });
  });

  it('succeeds with a warning for each read that is denied', async () => {
    const { world, shell } = await startWithErrorPage();
    expect((await shell.run('deploy')).status).toBe(0);
    world.fake.faults.inject(
      ({ operation }) => operation === 'GetOriginAccessControl',
      'denied',
      Infinity,
    );
    const { status, err } = await shell.run('deploy');
    expect(status).toBe(0);
    expect(err).toContain('error-page-open');
    expect(err).toMatch(/not-checked: .*; allow cloudfront:GetOriginAccessControl$/m);
  });
});

describe('a deployment stops', () => {
  it('if the cut-off for everybody is not a number', async () => {
    const world = await startWorld();
    await runDeploy(world, { revocation: true });
    const { token_secret: ring } = world.fake.stores.entries(NAME);
    world.fake.stores.put(NAME, 'token_secret', `${ring};soon`);
    const run = runDeploy(world, { revocation: true });
    await expect(run).rejects.toThrow('npx pocket-spa-auth revoke --lift-everybody');
  });
});
