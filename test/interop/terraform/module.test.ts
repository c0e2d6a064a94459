import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildEdgeFunction } from '../../../build/compile/build.js';
import { readFileOnPage } from '../pages/page.js';
import { TOOLS } from '../tools/tools.js';
import { Workspace } from './terraform.js';

describe.runIf(TOOLS.terraform)('the Terraform module', () => {
  let workspace: Workspace;

  beforeEach(async () => {
    workspace = await Workspace.open();
  });

  afterEach(() => workspace.close());

  it('has the format of Terraform', async () => {
    const place = await workspace.copyModule();
    expect(await workspace.run(place, 'fmt', '-check', '-diff', '-recursive')).toBe('');
  });

  it.each(['', 'secret'])('is valid for the documented provider: terraform/%s', async (folder) => {
    await workspace.validate(join(await workspace.copyModule(), folder));
  });

  it.each([
    ['main.tf', 'publish =', 'published ='],
    ['alarms.tf', 'metric_name  ', 'metric_named '],
    ['secret/main.tf', 'secret_string_wo_version', 'secret_string_wo_versions'],
  ])('is refused with a misspelled argument in %s', async (file, right, wrong) => {
    const edit = (text: string) => text.replace(right, wrong);
    const place = await workspace.copyModule({ file, edit });
    await expect(
      workspace.validate(file.startsWith('secret/') ? join(place, 'secret') : place),
    ).rejects.toMatchObject({ stderr: expect.stringContaining(wrong.split(' ')[0]!) });
  });

  it('passes its own tests', async () => {
    const place = await workspace.copyModule();
    await workspace.run(place, 'init', '-input=false');
    const printed = await workspace.run(place, 'test');
    expect(printed).toMatch(/^Success! \d\d passed, 0 failed\.$/m);
  });

  it.each([
    ['main.tf', 'publish = true', 'publish = false'],
    ['main.tf', '[aws_cloudfront_key_value_store.this.arn]', '[]'],
    ['fill.tf', '"token_secret"\n', '"token"\n'],
    ['fill.tf', 'trimspace(data', '(data'],
    ['alarms.tf', 'region = "us-east-1"', 'region = "eu-west-1"'],
    ['outputs.tf', '"viewer-request"', '"viewer-response"'],
    ['variables.tf', '<= 64', '<= 640'],
  ])('fails its own tests with a fault in %s: %j', async (file, right, wrong) => {
    const edit = (text: string) => text.replace(right, wrong);
    const place = await workspace.copyModule({ file, edit });
    await workspace.run(place, 'init', '-input=false');
    await expect(workspace.run(place, 'test')).rejects.toMatchObject({
      stdout: expect.stringMatching(/^Failure! .* [1-9]\d* failed/m),
    });
  });

  // Terraform 1.11 has no mocks for ephemeral resources, so this module has no tests of its own.
  it.each([
    ['name=my secret', 'name: found "my secret"'],
    ['name=', 'name: found ""'],
    ['name=arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf', 'name: found "arn:'],
    ['recovery_window_in_days=3', 'recovery_window_in_days: found 3'],
    ['recovery_window_in_days=31', 'recovery_window_in_days: found 31'],
  ])('makes no secret with %s', async (variable, message) => {
    const place = join(await workspace.copyModule(), 'secret');
    await workspace.run(place, 'init', '-input=false');
    const plan = ['plan', '-input=false', '-var=name=shop/token', `-var=${variable}`];
    await expect(workspace.run(place, ...plan)).rejects.toMatchObject({
      stderr: expect.stringContaining(message),
    });
  });

  it.each(['0', '7', '30'])('makes a secret that is kept for %s days', async (days) => {
    const place = join(await workspace.copyModule(), 'secret');
    await workspace.run(place, 'init', '-input=false');
    const variables = ['-var=name=shop/token', `-var=recovery_window_in_days=${days}`];
    expect(await workspace.run(place, 'plan', '-input=false', ...variables)).toContain('2 to add');
  });

  describe('in a configuration', () => {
    const SECRET = /^[0-9a-f]{64}$/;
    let code: string;

    beforeAll(async () => {
      ({ code } = await buildEdgeFunction({ config: { stages: { prd: {} } }, stage: 'prd' }));
    });

    /** Writes the configuration of docs/terraform.md, with more arguments of the module. */
    const writeSite = async (more = '') => {
      await workspace.copyModule();
      const page = readFileOnPage('terraform.md', 'main.tf');
      const text = page
        .replaceAll('./node_modules/pocket-spa-auth/terraform', '../module')
        .replace('.spa-auth/viewer-request.js', 'viewer-request.js')
        .replace('  alarms = true\n', `  alarms = true\n${more}`);
      expect(text).toContain('"../module/secret"');
      return await workspace.write('site', [
        { name: 'viewer-request.js', text: code },
        { name: 'main.tf', text },
      ]);
    };

    const FILL = 'secret_id = module.spa_auth_secret.arn\nfill_with_secret_in_state = true\n';

    const readState = (place: string) => readFile(join(place, 'terraform.tfstate'), 'utf8');

    const plan = async (place: string) => {
      await workspace.run(place, 'init', '-input=false');
      const printed = await workspace.run(place, 'plan', '-input=false', '-out=plan');
      return printed + (await workspace.run(place, 'show', '-json', 'plan'));
    };

    it('keeps the secret that it creates out of plan and state', async () => {
      const place = await writeSite();
      expect(await plan(place)).not.toMatch(/"secret_string_wo": ?"/);
      await workspace.apply(place);
      const [secret] = [...workspace.world.secrets.values()];
      expect(secret).toMatch(SECRET);
      expect(workspace.world.secrets.size).toBe(1);
      expect(await readState(place)).not.toContain(secret);
      expect(await plan(place)).not.toContain(secret);
      expect(workspace.world.entries.size).toBe(0);
    });

    it('fills the store when it is made, and not again', async () => {
      const place = await writeSite();
      await workspace.apply(place);
      await workspace.apply(place);
      expect(await workspace.listCommands()).toEqual([
        'npx pocket-spa-auth deploy --secret-only --stage prd',
      ]);
      await workspace.apply(await writeSite('name = "shop"\n'));
      expect(await workspace.listCommands()).toHaveLength(2);
    });

    it('writes the secret once', async () => {
      const place = await writeSite();
      await workspace.apply(place);
      const [before] = [...workspace.world.secrets.values()];
      await workspace.apply(place);
      expect([...workspace.world.secrets.values()]).toEqual([before]);
      expect(await plan(place)).toContain('No changes.');
    });

    it('leaves a rotated secret the current one after its own version was deleted', async () => {
      const place = await writeSite();
      await workspace.apply(place);
      const { world } = workspace;
      const [id] = [...world.secrets.keys()];
      world.secrets.set(id, 'ab'.repeat(32));
      world.isPurged = true;
      const printed = await workspace.run(place, 'plan', '-input=false');
      expect(printed).toContain('aws_secretsmanager_secret_version.this will be created');
      await workspace.apply(place);
      expect(world.secrets).toEqual(new Map([[id, 'ab'.repeat(32)]]));
    });

    it('fills the store on request: not in what a plan prints, but in the state', async () => {
      const place = await writeSite(FILL);
      await workspace.apply(place);
      const [secret] = [...workspace.world.secrets.values()];
      expect(secret).toMatch(SECRET);
      const [[key, value] = []] = [...workspace.world.entries];
      expect(key).toMatch(/ token_secret$/);
      expect(value).toBe(secret);
      expect(await readState(place)).toContain(secret);
      expect(await workspace.run(place, 'plan', '-input=false')).not.toContain(secret);
      expect(await workspace.run(place, 'show')).not.toContain(secret);
    });

    it('leaves a rotated secret in the store as it is', async () => {
      const place = await writeSite(FILL);
      await workspace.apply(place);
      const [id] = [...workspace.world.secrets.keys()];
      workspace.world.secrets.set(id, 'ab'.repeat(32));
      expect(await workspace.run(place, 'plan', '-input=false')).toContain('No changes.');
    });

    it('makes the function of a new name before it deletes the old one', async () => {
      const place = await writeSite();
      await workspace.apply(place);
      await workspace.apply(await writeSite('name = "shop"\n'));
      expect(workspace.world.changes).toEqual([
        'create function pocket-spa-auth-prd',
        'create function shop-prd',
        'delete function pocket-spa-auth-prd',
      ]);
    });
  });
});
