import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../build/aws/deploy/deploy.js';
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

describe('deploy', () => {
  it('warns about a function in the built site on this machine', async () => {
    const world = await startWorld();
    const shell = commandLine(world);
    expect((await shell.run('deploy', '--dry-run')).err).not.toContain('is a built function');
    shell.write('dist/edge.js', '// pocket-spa-auth 0.1.0\nfunction handler(){}');
    const { status, err } = await shell.run('deploy', '--dry-run');
    expect(status).toBe(0);
    expect(err).toContain('warning: "dist/edge.js" is a built function; an upload of this folder');
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
