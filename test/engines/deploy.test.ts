import { expect, it } from 'vitest';
import {
  addSite,
  listWrites,
  loggedInRequest,
  runDeploy,
} from '../unit/build/aws/deploy/deployment.js';
import { startWorld } from '../unit/build/aws/world.js';
import { describeEachEngine } from './each.js';

// In these tests the fake CloudFront runs TestFunction and the requests of viewers on the engine.
describeEachEngine((engine, version) => {
  const config =
    version === '0.7.9'
      ? ({ runtime: 'cloudfront-js-1.0', secret: 'embedded' } as const)
      : ({ publicPaths: ['/public/*'], identityHeader: 'x-user-id' } as const);

  it('deploys a function that passes TestFunction and accepts a valid token', async () => {
    const world = await startWorld({ engine });
    const site = addSite(world, config);
    await runDeploy(world, site.config);
    const anonymous = await world.fake.edge.request(site.distribution, { uri: '/reports' });
    expect(anonymous).toMatchObject({ statusCode: 302 });
    const loggedIn = await world.fake.edge.request(site.distribution, loggedInRequest(world));
    expect(loggedIn).toMatchObject({ uri: '/index.html' });
  });

  it('does not publish a function that only the engine of Node.js compiles', async () => {
    const world = await startWorld({ engine });
    const run = runDeploy(world, config, { edit: (code) => `${code}var a=null;a?.b;\n` });
    await expect(run).rejects.toMatchObject({ exitCode: 3 });
    expect(listWrites(world)).not.toContain('PublishFunction');
  });
});
