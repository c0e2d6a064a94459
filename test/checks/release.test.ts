import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { ROOT, runProgram } from './run-program.js';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const packageOf = (specifier: string) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0];

/** What an `import`, an `export … from`, an `import()` or a `require()` has. */
interface LoadingNode {
  readonly source?: { readonly type: string; readonly value?: unknown } | null;
  readonly callee?: { readonly name?: string };
  readonly arguments?: readonly { readonly type: string; readonly value?: unknown }[];
}

/** The packages that a built file imports, at its start or later. */
function importsOf(path: string): string[] {
  const found: string[] = [];
  const program = parse(read(path), { ecmaVersion: 'latest', sourceType: 'module' });
  full(program, (node) => {
    const { source, callee, arguments: given } = node as LoadingNode;
    const loaded = /require/i.test(callee?.name ?? '') ? given?.[0] : source;
    if (loaded?.type === 'Literal' && typeof loaded.value === 'string') {
      found.push(loaded.value);
    }
  });
  return found.filter((name) => !name.startsWith('.') && !isBuiltin(name)).map(packageOf);
}

const builtFiles = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => join(folder, name));

describe('the shipped package', () => {
  it('has no runtime dependency', () => {
    expect(Object.keys(manifest).filter((key) => /dependencies$/i.test(key))).toEqual([
      'peerDependencies',
      'devDependencies',
    ]);
    const optional = Object.entries(manifest.peerDependenciesMeta).filter(
      ([, one]) => one.optional,
    );
    expect(optional.map(([name]) => name)).toEqual(Object.keys(manifest.peerDependencies));
  });

  it('imports nothing but Node.js and its optional peers', () => {
    const imported = new Set(builtFiles('dist').flatMap(importsOf));
    imported.delete(manifest.name);
    expect(Object.keys(manifest.peerDependencies)).toEqual(expect.arrayContaining([...imported]));
    expect(imported.size).toBeGreaterThan(3);
  });

  it('has signer files that import the AWS SDK at most', () => {
    const imported = new Set(builtFiles('dist/signer').flatMap(importsOf));
    expect([...imported]).toEqual(['@aws-sdk/client-secrets-manager']);
  });

  it('has a bill of materials with every bundled library', async () => {
    const { status, stdout, stderr } = await runProgram('node', ['build/sbom.mjs']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { bomFormat, components, metadata } = JSON.parse(stdout);
    expect([bomFormat, metadata.component.purl]).toEqual([
      'CycloneDX',
      `pkg:npm/${manifest.name}@${manifest.version}`,
    ]);
    const bundled = read('dist/build/THIRD-PARTY-LICENSES.txt').match(/^\S+ \d+\.\d+\.\d+: .+, /gm);
    expect(components).toHaveLength(bundled!.length);
    for (const { name, version, hashes, licenses } of components) {
      expect(bundled).toContainEqual(expect.stringContaining(`${name} ${version}: `));
      expect([hashes.length, licenses.length]).toEqual([1, 1]);
    }
  });
});

describe('a release', () => {
  it('has an entry with a date in the changelog', () => {
    const entries = [...read('CHANGELOG.md').matchAll(/^## \[(.+)\](?: - (.+))?$/gm)];
    expect(entries[0]!.slice(1)).toEqual(['Unreleased', undefined]);
    const [, version, date] = entries[1]!;
    expect(version).toBe(manifest.version);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('is published by pinned actions, without a token, from a job that runs no code of ours', () => {
    const workflow = read('.github/workflows/publish.yml');
    const actions = [...workflow.matchAll(/uses: (.+)/g)].map(([, action]) => action!);
    expect(actions.length).toBeGreaterThan(3);
    for (const action of actions) {
      expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    expect(workflow).not.toMatch(/secrets\./);
    const [tested, publishing] = workflow.split(/^ {2}publish:$/m) as [string, string];
    expect(tested).not.toContain('id-token');
    expect(tested).toContain('bash .ci/run');
    expect(publishing.match(/run: .+/g)).toEqual([
      'run: npm publish --provenance --access public ./*.tgz',
    ]);
  });
});
