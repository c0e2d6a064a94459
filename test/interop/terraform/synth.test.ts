import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildEdgeFunction, type EdgeFunction } from '../../../build/compile/build.js';
import { synthesize } from '../../../build/synth/synth.js';
import { TOOLS } from '../tools/tools.js';
import { type State, Workspace } from './terraform.js';

let built: EdgeFunction;
let workspace: Workspace;

describe.runIf(TOOLS.terraform)('Terraform, with the output of synth', () => {
  beforeAll(async () => {
    built = await buildEdgeFunction({ config: { stages: { dev: {} } }, stage: 'dev' });
    // Characters that the language escapes or gives a meaning to.
    const code = `${built.code}// \${a} %{b} $\${c} %%{d} " \\ \t\b\f \\n\n`;
    built = { ...built, code };
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
  });

  afterEach(() => workspace.close());

  const artifact = (alarms = false) =>
    synthesize('terraform', { ...built, fill: 'npx … --stage dev', alarms });

  const forms = {
    'with the code in a second file': () => artifact().files,
    'with the code in the module': () => [{ name: 'main.tf', text: artifact().singleText }],
    'with alarms': () => artifact(true).files,
  };

  it.each(Object.entries(forms))('accepts the format of the module %s', async (_, files) => {
    const place = await workspace.write('module', files());
    expect(await workspace.run(place, 'fmt', '-check', '-diff')).toBe('');
  });

  it.each(Object.entries(forms))('applies the module %s', async (_, files) => {
    const { values } = await workspace.apply(await workspace.write('module', files()));
    const store = find(values, 'aws_cloudfront_key_value_store');
    expect(store).toMatchObject({ name: built.manifest.name });
    expect(find(values, 'aws_cloudfront_function')).toMatchObject({
      name: built.manifest.name,
      runtime: built.manifest.runtime,
      publish: true,
      code: built.code,
      key_value_store_associations: [store.arn],
    });
    expect(values.outputs.store_arn!.value).toBe(store.arn);
  });

  it('rejects an argument that the provider does not document', async () => {
    const text = artifact().singleText.replace('publish =', 'published =');
    const place = await workspace.write('module', [{ name: 'main.tf', text }]);
    await expect(workspace.validate(place)).rejects.toMatchObject({
      stderr: expect.stringContaining('An argument named "published" is not expected here'),
    });
  });

  it('makes the function of a new name before it deletes the old one', async () => {
    await workspace.apply(await workspace.write('module', artifact().files));
    const renamed = { ...built, manifest: { ...built.manifest, name: 'shop-dev' } };
    const { files } = synthesize('terraform', { ...renamed, fill: '', alarms: false });
    await workspace.apply(await workspace.write('module', files));
    expect(workspace.world.changes).toEqual([
      `create function ${built.manifest.name}`,
      'create function shop-dev',
      `delete function ${built.manifest.name}`,
    ]);
  });
});

function find({ root_module }: State['values'], type: string): Readonly<Record<string, unknown>> {
  const found = root_module.resources.filter((resource) => resource.type === type);
  expect(found).toHaveLength(1);
  return found[0]!.values;
}
