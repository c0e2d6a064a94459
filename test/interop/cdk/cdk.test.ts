import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS } from '../tools/tools.js';

// A CommonJS project in TypeScript, as `cdk init` makes it, with the CDK's own command line.

const ROOT = join(import.meta.dirname, '../../..');
const SECRET = '0123456789abcdef'.repeat(4);
const run = promisify(execFile);

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

type Resources = Readonly<Record<string, Resource>>;

describe.runIf(TOOLS.cdk)('an application', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-cdk-app-'));
    await cp(join(import.meta.dirname, 'app'), folder, { recursive: true });
    await mkdir(join(folder, 'node_modules'));
    for (const name of ['aws-cdk-lib', 'constructs', 'esbuild']) {
      await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    }
    await symlink(ROOT, join(folder, 'node_modules/pocket-spa-auth'));
    await mkdir(join(folder, 'fill'));
    await writeFile(join(folder, 'fill/index.mjs'), 'export function handler() {}\n');

    const options = { cwd: folder, env: { ...process.env, SPA_TOKEN_SECRET: SECRET } };
    const strict = ['--strict', '--skipLibCheck', '--module', 'node20', '--target', 'es2022'];
    await run(join(ROOT, 'node_modules/.bin/tsc'), [...strict, '--types', '', 'site.ts'], options);
    const bin = join(ROOT, 'dist/build/bin.js');
    await run(process.execPath, [bin, 'build', '--stage', 'dev'], options);
    const offline = ['--no-notices', '--no-lookups', '--quiet', '--all'];
    await run(join(TOOLS.cdk!, 'node_modules/.bin/cdk'), ['synth', ...offline], {
      ...options,
      env: { ...options.env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    });
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true }));

  const readStack = async (name: string): Promise<Resources> => {
    const text = await readFile(join(folder, 'cdk.out', `${name}.template.json`), 'utf8');
    return JSON.parse(text).Resources;
  };

  it('has a function for each stage', async () => {
    for (const stage of ['dev', 'prd']) {
      const resources = Object.values(await readStack(`Site-${stage}`));
      const fn = resources.find(({ Type }) => Type === 'AWS::CloudFront::Function');
      expect(fn?.Properties.Name).toBe(`shop-${stage}`);
    }
  });

  it('is what an engineer would write by hand, line for line', async () => {
    const byHand = await readStack('ByHand');
    const site = await readStack('Site-dev');
    const types = new Set(Object.values(byHand).map(({ Type }) => Type));
    expect([...types].sort()).toEqual([
      'AWS::CloudFront::Function',
      'AWS::CloudFront::KeyValueStore',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::SecretsManager::Secret',
      'Custom::PocketSpaAuthStoreFill',
    ]);
    // The application has more roles and policies: of its backend.
    for (const [id, resource] of Object.entries(normalize(byHand))) {
      expect(Object.values(normalize(site)), id).toContainEqual(resource);
    }
  });

  it('has one handler for two in one stack', async () => {
    const resources = Object.values(await readStack('Pair'));
    const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
    expect(count('AWS::CloudFront::Function')).toBe(2);
    expect(count('Custom::PocketSpaAuthStoreFill')).toBe(2);
    expect(count('AWS::Lambda::Function')).toBe(2);
  });

  it('ships the handler alone, and the secret nowhere', async () => {
    const out = join(folder, 'cdk.out');
    const files = await readdir(out, { recursive: true, withFileTypes: true });
    const written = files.filter((entry) => entry.isFile());
    const texts = await Promise.all(
      written.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
    );
    expect(texts.join().includes(SECRET)).toBe(false);
    const handler = await readFile(join(ROOT, 'dist/build/cdk/lambda/index.mjs'), 'utf8');
    const place = written.find((_, i) => texts[i] === handler)!.parentPath;
    expect(await readdir(place)).toEqual(['index.mjs']);
  });

  it.runIf(TOOLS.judges)('is accepted by cfn-lint', async () => {
    const lint = join(dirname(TOOLS.judges!), 'cfn-lint');
    const template = join(folder, 'cdk.out/Site-dev.template.json');
    // The CDK itself writes dependencies that follow from a reference too.
    const args = ['--ignore-checks', 'W3005', '--', template];
    await expect(run(lint, args)).resolves.toMatchObject({ stdout: '' });
  });
});

/** The resources with the ids and the names that the CDK makes from paths replaced by types. */
function normalize(resources: Resources): Record<string, unknown> {
  return JSON.parse(JSON.stringify(resources), (key, value) => {
    if (['Metadata', 'S3Key', 'PolicyName'].includes(key)) {
      return undefined;
    }
    if (key === 'Description' && String(value).startsWith('AWS CDK resource provider framework')) {
      return 'the framework';
    }
    return typeof value === 'string' && Object.hasOwn(resources, value)
      ? resources[value]!.Type
      : value;
  });
}
