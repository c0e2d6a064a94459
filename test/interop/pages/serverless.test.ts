import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS } from '../tools/tools.js';
import { readFileOnPage } from './page.js';

const CLI = join(import.meta.dirname, '../../../dist/build/bin.js');

const run = promisify(execFile);

interface Template {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: object }>>;
}

describe.runIf(TOOLS.serverless)('the page about the Serverless Framework', () => {
  let folder: string;

  const readTemplate = async (file: string): Promise<Template> =>
    JSON.parse(await readFile(join(folder, file), 'utf8'));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-serverless-'));
    for (const name of ['spa-auth.config.json', 'serverless.yml']) {
      await writeFile(join(folder, name), readFileOnPage('serverless.md', name));
    }
    const synth = ['synth', '--format', 'cloudformation', '--stage', 'prd'];
    await run(process.execPath, [CLI, ...synth, '--out', 'spa-auth.json'], { cwd: folder });
    const osls = join(TOOLS.serverless!, 'node_modules/.bin/osls');
    await run(osls, ['package', '--stage', 'prd'], { cwd: folder, timeout: 60_000 });
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true }));

  const PACKAGED = '.serverless/cloudformation-template-update-stack.json';

  it('gives the stack the function and the store of synth, unchanged', async () => {
    const [packaged, synthesized] = [
      await readTemplate(PACKAGED),
      await readTemplate('spa-auth.json'),
    ];
    expect(Object.keys(synthesized.Resources)).toHaveLength(2);
    expect(packaged.Resources).toMatchObject(synthesized.Resources);
  });

  it('associates the function with the behavior of the site', async () => {
    const { Resources } = await readTemplate(PACKAGED);
    expect(Resources.Site).toMatchObject({
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          DefaultCacheBehavior: {
            FunctionAssociations: [
              {
                EventType: 'viewer-request',
                FunctionARN: { 'Fn::GetAtt': ['SpaAuthFunction', 'FunctionARN'] },
              },
            ],
          },
        },
      },
    });
  });

  it.runIf(TOOLS.judges)('makes a template that cfn-lint accepts', async () => {
    const lint = join(dirname(TOOLS.judges!), 'cfn-lint');
    // The framework itself joins with an empty delimiter, where this rule prefers Fn::Sub.
    const options = ['--include-checks', 'I', '--ignore-checks', 'I1022'];
    await expect(run(lint, [...options, '--', join(folder, PACKAGED)])).resolves.toMatchObject({
      stdout: '',
    });
  });
});
