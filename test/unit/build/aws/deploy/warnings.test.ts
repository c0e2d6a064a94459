import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../build/aws/deploy/deploy.js';
import { startWorld } from '../world.js';
import { NAME, plantSite, runDeploy } from './deployment.js';

describe('a deployment warns', () => {
  it('of the behaviors that are not behind the function', async () => {
    const world = await startWorld();
    const { config, distribution } = plantSite(world);
    const result = await runDeploy(world, config);
    expect(deployWarnings(result)).toEqual([
      `not behind the function: /api/*, /public/* of ${distribution}`,
    ]);
  });

  it('of a staging distribution', async () => {
    const world = await startWorld();
    const distribution = world.fake.cloudfront.addDistribution({
      ContinuousDeploymentPolicyId: 'a-policy',
      CacheBehaviors: { Quantity: 0 },
    });
    const result = await runDeploy(world, { deploy: { distribution } });
    expect(deployWarnings(result)).toEqual([expect.stringContaining('has a staging distribution')]);
  });

  it("of nothing where everybody's cut-off is none, for it refuses to go on", async () => {
    const world = await startWorld();
    await runDeploy(world, { revocation: true });
    const { token_secret: ring } = world.fake.stores.entries(NAME);
    world.fake.stores.put(NAME, 'token_secret', `${ring};soon`);
    const run = runDeploy(world, { revocation: true });
    await expect(run).rejects.toThrow('npx pocket-spa-auth revoke --lift-everybody');
  });
});
