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
  // Characters that the languages escape or give a meaning to.
  const code = `${built.code}// \${a} %{b} $\${c} %%{d} " \\ \t\b\f \\n\n`;
  built = { ...built, code };
});

afterAll(() => rm(folder, { recursive: true }));

/** Writes the output of one format into a new folder. */
async function writeOutput(format: Format, name: string, files = artifact(format).files) {
  const place = join(folder, name);
  await mkdir(place);
  for (const file of files) {
    await writeFile(join(place, file.name), file.text);
  }
  return place;
}

const artifact = (format: Format, alarms = false) =>
  synthesize(format, { ...built, fill: 'npx … --stage dev', alarms });

describe.runIf(TOOLS.judges)('cfn-lint', () => {
  const lint = (file: string) =>
    run(join(dirname(TOOLS.judges!), 'cfn-lint'), ['--include-checks', 'I', '--', file]);

  it.each([false, true])('accepts the template, with alarms: %s', async (alarms) => {
    const { files } = artifact('cloudformation', alarms);
    const place = await writeOutput('cloudformation', `template ${alarms}`, files);
    await expect(lint(join(place, 'template.json'))).resolves.toMatchObject({ stdout: '' });
  });

  it('rejects an unknown property', async () => {
    const text = artifact('cloudformation').singleText.replace('"AutoPublish"', '"AutoPublished"');
    const place = await writeOutput('cloudformation', 'wrong', [{ name: 'template.json', text }]);
    await expect(lint(join(place, 'template.json'))).rejects.toMatchObject({
      stdout: expect.stringContaining('AutoPublished'),
    });
  });
});

describe.runIf(TOOLS.judges)('python-hcl2', () => {
  it('reads the resources and the outputs', async () => {
    const place = await writeOutput('terraform', 'hcl');
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

describe('the CDK', () => {
  it('synthesizes a stack with the snippet, with the same resources as the template', async () => {
    const place = await writeOutput('cdk-snippet', 'cdk', artifact('cdk-snippet', true).files);
    await writeFile(join(place, 'stack.ts'), STACK);
    await symlink(join(BIN, '..'), join(place, 'node_modules'));
    const strict = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
    await run(join(BIN, 'tsc'), [...strict, '--types', '', 'stack.ts'], { cwd: place });
    const bundle = ['--bundle', '--packages=external', '--platform=node', '--outfile=stack.cjs'];
    await run(join(BIN, 'esbuild'), ['stack.ts', ...bundle], { cwd: place });
    const env = { ...process.env, CDK_OUTDIR: join(place, 'out') };
    await run(process.execPath, ['stack.cjs'], { cwd: place, env });
    const synthesized = JSON.parse(await readFile(join(place, 'out/Site.template.json'), 'utf8'));
    const template = JSON.parse(artifact('cloudformation', true).singleText);
    expect(listAlarms(synthesized)).toEqual(listAlarms(template));
    for (const type of ['AWS::CloudFront::Function', 'AWS::CloudFront::KeyValueStore']) {
      expect(readProperties(synthesized, type)).toEqual(readProperties(template, type));
    }
    const { DistributionConfig: distribution } = readProperties(
      synthesized,
      'AWS::CloudFront::Distribution',
    );
    const association = [{ EventType: 'viewer-request', FunctionARN: expect.anything() }];
    expect(distribution).toMatchObject({
      DefaultCacheBehavior: { FunctionAssociations: association },
      CacheBehaviors: [{ FunctionAssociations: association }],
    });
  });
});

/** A stack that uses the snippet. */
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

/** The properties of the alarms, by their names. */
function listAlarms({ Resources }: Template): readonly object[] {
  const alarms = Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  expect(alarms).toHaveLength(3);
  return alarms
    .map(({ Properties }) => Properties as { AlarmName: string })
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
}

/**
 * The properties of the only resource of a type. The ids of other resources are replaced by their
 * types.
 */
function readProperties({ Resources }: Template, type: string): Record<string, unknown> {
  const found = Object.values(Resources).filter(({ Type }) => Type === type);
  expect(found).toHaveLength(1);
  return JSON.parse(JSON.stringify(found[0]!.Properties), (_, value) =>
    typeof value === 'string' && Object.hasOwn(Resources, value) ? Resources[value]!.Type : value,
  );
}
