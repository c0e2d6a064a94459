import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildEdgeFunction, type EdgeFunction } from '../../build/compile/build.js';
import { type Format, synthesize } from '../../build/synth/synth.js';
import { TOOLS } from './tools/tools.js';

const HERE = import.meta.dirname;
const BIN = join(HERE, '../../node_modules/.bin');
const run = promisify(execFile);

let folder: string;
let built: EdgeFunction;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-synth-'));
  built = await buildEdgeFunction({ config: { stages: { dev: {} } }, stage: 'dev' });
  // What the languages have marks and escapes for.
  const code = `${built.code}// \${a} %{b} $\${c} %%{d} " \\ \t\b\f \\n\n`;
  built = { ...built, code };
});

afterAll(() => rm(folder, { recursive: true }));

/** Writes the output of one format into a folder of its own. */
async function written(format: Format, name: string, files = artifact(format).files) {
  const place = join(folder, name);
  await mkdir(place);
  for (const file of files) {
    await writeFile(join(place, file.name), file.text);
  }
  return place;
}

const artifact = (format: Format) => synthesize(format, { ...built, fill: 'npx … --stage dev' });

describe.runIf(TOOLS.judges)('cfn-lint', () => {
  const lint = (file: string) =>
    run(join(dirname(TOOLS.judges!), 'cfn-lint'), ['--include-checks', 'I', '--', file]);

  it('finds nothing in the template', async () => {
    const place = await written('cloudformation', 'template');
    await expect(lint(join(place, 'template.json'))).resolves.toMatchObject({ stdout: '' });
  });

  it('would find a property that is not there', async () => {
    const text = artifact('cloudformation').alone.replace('"AutoPublish"', '"AutoPublished"');
    const place = await written('cloudformation', 'wrong', [{ name: 'template.json', text }]);
    await expect(lint(join(place, 'template.json'))).rejects.toMatchObject({
      stdout: expect.stringContaining('AutoPublished'),
    });
  });
});

describe.runIf(TOOLS.judges)('python-hcl2', () => {
  it('reads the resources and the outputs', async () => {
    const place = await written('terraform', 'hcl');
    const { stdout } = await run(TOOLS.judges!, [
      join(HERE, 'synth/hcl.py'),
      join(place, 'main.tf'),
    ]);
    const { resource, output } = JSON.parse(stdout.replaceAll('\\"', ''));
    expect(resource).toMatchObject([
      { aws_cloudfront_key_value_store: { spa_auth: { name: 'pocket-spa-auth-dev' } } },
      {
        aws_cloudfront_function: {
          spa_auth: {
            name: 'pocket-spa-auth-dev',
            runtime: 'cloudfront-js-2.0',
            publish: true,
            key_value_store_associations: [expect.stringContaining('store.spa_auth.arn')],
          },
        },
      },
    ]);
    expect(output.flatMap(Object.keys)).toEqual(['function_arn', 'store_arn']);
  });
});

describe.runIf(TOOLS.terraform)('Terraform', () => {
  const terraform = (place: string, ...args: string[]) =>
    run(TOOLS.terraform!, args, { cwd: place, env: { ...process.env, TF_CLI_ARGS: '-no-color' } });

  const forms = {
    'with the code beside it': () => artifact('terraform').files,
    'with the code in it': () => [{ name: 'main.tf', text: artifact('terraform').alone }],
  };

  it.each(Object.entries(forms))('formats nothing anew, %s', async (name, files) => {
    const place = await written('terraform', `fmt ${name}`, files());
    await expect(terraform(place, 'fmt', '-check', '-diff')).resolves.toMatchObject({ stdout: '' });
  });

  // The provider of AWS is not at hand. Terraform's own resource takes the place of its two, so that every expression is evaluated.
  it.each(Object.entries(forms))('evaluates every value, %s', async (name, files) => {
    const standIns = files().map((file) =>
      file.name === 'main.tf' ? { ...file, text: onTerraformData(file.text) } : file,
    );
    const place = await written('terraform', `run ${name}`, standIns);
    await terraform(place, 'init', '-input=false');
    await terraform(place, 'apply', '-auto-approve', '-input=false');
    const state = JSON.parse((await terraform(place, 'show', '-json')).stdout);
    const [fn, store] = state.values.root_module.resources.map(
      (resource: { values: { input: object } }) => resource.values.input,
    );
    expect(fn).toEqual({
      name: built.manifest.name,
      comment: expect.any(String),
      runtime: built.manifest.runtime,
      publish: true,
      code: built.code,
      key_value_store_associations: [state.values.outputs.store_arn.value],
    });
    expect(store).toMatchObject({ name: built.manifest.name });
  });

  it('validates it, where the provider can be fetched', async ({ skip }) => {
    const place = await written('terraform', 'validate');
    await terraform(place, 'init', '-input=false', '-backend=false').catch(() =>
      skip('hashicorp/aws cannot be fetched here'),
    );
    const { stdout } = await terraform(place, 'validate', '-json');
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, warning_count: 0 });
  });
});

function onTerraformData(text: string): string {
  return text
    .replace(
      /^resource "(\w+)" "spa_auth" \{$([\s\S]*?)^\}$/gm,
      'resource "terraform_data" "$1" {\ninput = {$2}\n}',
    )
    .replace(/\b(aws_\w+)\.spa_auth\.arn\b/g, 'terraform_data.$1.id');
}

describe.runIf(TOOLS.cdk)('the CDK', () => {
  it('takes the snippet into a stack, with the resources of the template', async () => {
    const place = await written('cdk-snippet', 'cdk');
    await writeFile(join(place, 'stack.ts'), STACK);
    await symlink(join(TOOLS.cdk!, 'node_modules'), join(place, 'node_modules'));
    const strict = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    await run(join(BIN, 'tsc'), [...strict, '--types', '', 'stack.ts'], { cwd: place });
    const bundle = ['--bundle', '--packages=external', '--platform=node', '--outfile=stack.cjs'];
    await run(join(BIN, 'esbuild'), ['stack.ts', ...bundle], { cwd: place });
    const env = { ...process.env, CDK_OUTDIR: join(place, 'out') };
    await run(process.execPath, ['stack.cjs'], { cwd: place, env });
    const made = JSON.parse(await readFile(join(place, 'out/Site.template.json'), 'utf8'));
    const ours = JSON.parse(artifact('cloudformation').alone);
    for (const type of ['AWS::CloudFront::Function', 'AWS::CloudFront::KeyValueStore']) {
      expect(propertiesOf(made, type)).toEqual(propertiesOf(ours, type));
    }
    const { DistributionConfig: site } = propertiesOf(made, 'AWS::CloudFront::Distribution');
    const association = [{ EventType: 'viewer-request', FunctionARN: expect.anything() }];
    expect(site).toMatchObject({
      DefaultCacheBehavior: { FunctionAssociations: association },
      CacheBehaviors: [{ FunctionAssociations: association }],
    });
  });
});

/** What somebody writes round the snippet. */
const STACK = `
import { App, aws_cloudfront as cloudfront, aws_cloudfront_origins as origins, Stack } from 'aws-cdk-lib';
import { spaAuth } from './spa-auth.js';

const app = new App();
const stack = new Stack(app, 'Site');
const functionAssociations = [spaAuth(stack)];
const origin = new origins.HttpOrigin('origin.example');
new cloudfront.Distribution(stack, 'Distribution', {
  defaultBehavior: { origin, functionAssociations },
  additionalBehaviors: { '/app/*': { origin, functionAssociations } },
});
app.synth();
`;

interface Template {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: object }>>;
}

/** The properties of the one resource of a type, with each other resource called by its type. */
function propertiesOf({ Resources }: Template, type: string): Record<string, unknown> {
  const found = Object.values(Resources).filter(({ Type }) => Type === type);
  expect(found).toHaveLength(1);
  return JSON.parse(JSON.stringify(found[0]!.Properties), (_, value) =>
    typeof value === 'string' && Object.hasOwn(Resources, value) ? Resources[value]!.Type : value,
  );
}
