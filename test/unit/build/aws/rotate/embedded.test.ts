import { expect, it } from 'vitest';
import { compileEdge } from '../../../../../build/compile/bundle.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../../build/config/resolve.js';
import { writes } from '../edge-site.js';
import { startBackend, startUsers } from './backends.js';
import { DAY, NAME, namedSnapshot, READ, type Site, snapshot, startSite } from './site.js';

const CONFIG: EdgeConfig = { secret: 'embedded', deploy: { maxAge: DAY } };

/**
 * Deploys the function with the ring of Secrets Manager, as `deploy` does. Every edge location has
 * it a minute later.
 */
async function deploy({ fake }: Site): Promise<void> {
  const code = await compileEdge(resolveConfig(CONFIG), fake.secrets.read(NAME)!);
  fake.cloudfront.addFunction(NAME, { code });
}

it('changes only Secrets Manager, and promotes the new secret only after a deployment', async () => {
  const site = await startSite({ config: CONFIG });
  const users = startUsers(site, [startBackend(site), startBackend(site)], DAY);
  site.fake.onChange(users.check);

  const introduced = await site.run();
  expect(introduced).toMatchObject({ phase: 'introduced', live: null });
  await site.clock.sleep(READ);
  await expect(site.run()).rejects.toMatchObject({
    code: 'ERR_CONFLICT',
    message: expect.stringMatching(
      /does not accept the new secret yet; first: npx pocket-spa-auth deploy; then: /,
    ),
  });
  expect(writes(site)).toEqual(['PutSecretValue']);

  await deploy(site);
  expect(await site.run()).toMatchObject({ phase: 'promoted' });
  for (let hour = 0; hour < 24; hour++) {
    await site.clock.sleep(3600);
  }
  await site.clock.sleep(READ);
  const retired = await site.run();
  expect(retired.done.map(({ id }) => id)).toEqual(['try-live', 'retire-secret', 'drop-previous']);
  expect(namedSnapshot(site)).toEqual({
    current: 'made',
    previous: undefined,
    pending: undefined,
    stored: 'old',
  });
  await deploy(site);
  await site.clock.sleep(60);
  expect(users.signers()).toBe(2);
});

it('promotes nothing if no function is LIVE', async () => {
  const site = await startSite({ config: CONFIG, live: false });
  await site.run();
  await site.clock.sleep(READ);
  await expect(site.run()).rejects.toThrow(/no function pocket-spa-auth is LIVE; first: .* deploy/);
});

it('replaces a leaked secret in Secrets Manager only', async () => {
  const site = await startSite({ config: CONFIG });
  const { done } = await site.run({ emergency: true });
  expect(done.map(({ id }) => id)).toEqual([
    'replace-pending',
    'replace-current',
    'drop-previous',
    'drop-pending',
  ]);
  expect(snapshot(site)).toMatchObject({ previous: undefined, pending: undefined });
});
