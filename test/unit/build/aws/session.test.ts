import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.js';
import { startWorld } from './world.js';

const STAGES = { stages: { dev: {}, prd: { deploy: { name: 'shop' } } } };

describe('a configuration with stages', () => {
  it.each(['deploy', 'status', 'doctor', 'rotate', 'destroy'])(
    'makes %s require --stage before any call to AWS',
    async (command) => {
      const world = await startWorld();
      const { status, err } = await commandLine(world, STAGES).run(command);
      expect(status).toBe(2);
      expect(err).toContain('has the stages dev, prd');
      expect(world.fake.calls).toEqual([]);
    },
  );

  it('names the function and the secret by the stage', async () => {
    const world = await startWorld();
    const { out } = await commandLine(world, STAGES).run('deploy', '--dry-run', '--stage', 'prd');
    expect(out).toContain('create the function shop-prd');
    expect(out).toContain('create the secret shop/prd');
  });
});

describe('--dry-run', () => {
  it.each(['deploy', 'status', 'doctor', 'rotate', 'destroy'])(
    'is accepted by %s, which then changes nothing',
    async (command) => {
      const world = await startWorld();
      const shell = commandLine(world);
      await shell.run('deploy');
      const before = world.fake.calls.length;
      expect((await shell.run(command, '--dry-run')).status).toBe(0);
      expect(world.fake.calls.slice(before).filter(({ writes }) => writes)).toEqual([]);
    },
  );
});

describe('--distribution and --behavior', () => {
  it('replace the settings of the configuration; --behavior may be repeated', async () => {
    const world = await startWorld();
    const id = world.fake.cloudfront.addDistribution();
    const shell = commandLine(world, { deploy: { distribution: 'E00000000000' } });
    const behaviors = ['--behavior', 'default', '--behavior', '/api/*'];
    const { out } = await shell.run('deploy', '--dry-run', '--distribution', id, ...behaviors);
    expect(out).toContain(`the behavior default, the behavior /api/* of ${id}`);
  });

  it('are checked like the configuration', async () => {
    const world = await startWorld();
    const { status, err } = await commandLine(world).run('deploy', '--distribution', 'https://x');
    expect(status).toBe(2);
    expect(err).toContain('command line: deploy.distribution: found "https://x"');
  });
});

describe('a suggested command', () => {
  it('repeats the options that select the configuration, the account and the region', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore('shop', { token_secret: 'ab'.repeat(32) });
    const shell = commandLine(world);
    shell.write("ada's.json", JSON.stringify({ deploy: { name: 'shop' } }));
    const id = world.fake.cloudfront.addDistribution();
    const chosen = ['--config', "ada's.json", '--region', 'eu-west-1'];
    const { err } = await shell.run('deploy', '--distribution', id, ...chosen);
    expect(err).toContain(
      `npx pocket-spa-auth deploy --secret-from-store --distribution ${id} --config 'ada'\\''s.json' --region eu-west-1`,
    );
  });
});
