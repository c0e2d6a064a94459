import { expect, it } from 'vitest';
import { plantSite, runDeploy, visitor, writes } from '../unit/aws-cli/deploy/deployment.js';
import { startWorld } from '../unit/aws-cli/world.js';
import { eachEngine } from './each.js';

// The CloudFront of these tests runs TestFunction, and the viewers' requests, on the engine itself.
eachEngine((engine, version) => {
  const config =
    version === '0.7.9'
      ? ({ runtime: 'cloudfront-js-1.0', secret: 'embedded' } as const)
      : ({ publicPaths: ['/public/*'], identityHeader: 'x-user-id' } as const);

  it('deploys a function that passes TestFunction there, and lets in whoever has a token', async () => {
    const world = await startWorld({ engine });
    const site = plantSite(world, config);
    await runDeploy(world, site.config);
    const stranger = await world.fake.edge.request(site.distribution, { uri: '/reports' });
    expect(stranger).toMatchObject({ statusCode: 302 });
    const friend = await world.fake.edge.request(site.distribution, visitor(world));
    expect(friend).toMatchObject({ uri: '/index.html' });
  });

  it("publishes nothing that only Node's own engine compiles", async () => {
    const world = await startWorld({ engine });
    const run = runDeploy(world, config, { edit: (code) => `${code}var a=null;a?.b;\n` });
    await expect(run).rejects.toMatchObject({ exitCode: 3 });
    expect(writes(world)).not.toContain('PublishFunction');
  });
});
