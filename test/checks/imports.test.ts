import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importsOf, violations } from './imports.js';
import { ROOT } from './run.js';

describe('the import rules', () => {
  it('hold in signer/ and build/', async () => {
    const imports = await importsOf(ROOT, '.');
    expect(imports.filter(({ from }) => from.startsWith('signer/'))).not.toEqual([]);
    expect(imports.filter(({ from }) => from.startsWith('build/'))).not.toEqual([]);
    expect(violations(imports)).toEqual([]);
  });

  it('hold in edge/', async () => {
    const imports = await importsOf(ROOT, 'edge');
    expect(imports).not.toEqual([]);
    expect(violations(imports)).toEqual([]);
  });
});

/** A folder, a file's text, and the import that breaks a rule; none where nothing does. */
const PLANTED: readonly (readonly [folder: string, text: string, specifier?: string])[] = [
  ['signer', "import { x } from '../edge/x.js';", '../edge/x.js'],
  ['signer', "import type { X } from '../edge/x.js';", '../edge/x.js'],
  ['signer', "import { type X } from '../build/x.js';", '../build/x.js'],
  ['signer', "export const x = () => import('../build/x.js');", '../build/x.js'],
  ['signer', "export type X = import('../build/x.js').X;", '../build/x.js'],
  ['signer', "export * from './../edge/x.js';", './../edge/x.js'],
  ['signer', "import './x/../../edge/x.js';", './x/../../edge/x.js'],
  ['signer', "import 'node:fs';", 'node:fs'],
  ['signer', "import 'crypto';", 'crypto'],
  ['signer', "import 'zod';", 'zod'],
  ['signer', "import 'pocket-spa-auth';", 'pocket-spa-auth'],
  [
    'signer/aws',
    "export const x = () => import('@aws-sdk/client-secrets-manager');",
    '@aws-sdk/client-secrets-manager',
  ],
  ['edge', "import { x } from '../signer/x.js';", '../signer/x.js'],
  ['edge', "import type { X } from '../build/x.js';", '../build/x.js'],
  ['edge', "import 'node:crypto';", 'node:crypto'],
  ['build', "import '../edge/x.js';", '../edge/x.js'],
  ['build', "import type { X } from '../edge/x.js';", '../edge/x.js'],
  ['build', "import '../test/x.js';", '../test/x.js'],
  ['build', "import 'pocket-spa-auth';", 'pocket-spa-auth'],
  ['signer', "import 'node:crypto';\nimport './x.js';\nimport './adapters/x.js';"],
  ['signer/adapters', "import '../x.js';"],
  ['edge', "import cf from 'cloudfront';\nimport './x.js';\nexport { cf };"],
  ['build', "import 'zod';\nimport 'node:fs';\nimport './config/x.js';\nimport '../signer/x.js';"],
  ['build/commands', "export const x = () => import('../../signer/index.js');"],
  ['test', "import '../edge/x.js';\nimport '../signer/x.js';\nimport '../build/x.js';"],
];

describe('a planted violation is found, and what is allowed is not', () => {
  let root: string;
  let found: string[];

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'spa-auth-imports-')));
    for (const [i, [folder, text]] of PLANTED.entries()) {
      await mkdir(join(root, folder), { recursive: true });
      await writeFile(join(root, folder, `case-${i}.ts`), text);
    }
    const tsconfig = { compilerOptions: { module: 'nodenext', types: [] }, include: ['*/**/*'] };
    await writeFile(join(root, 'tsconfig.json'), JSON.stringify(tsconfig));
    found = violations(await importsOf(root, '.'));
  });

  afterAll(() => rm(root, { recursive: true }));

  it.each(PLANTED.map(([folder, text, specifier], i) => ({ folder, text, specifier, i })))(
    '$folder: $text',
    ({ folder, specifier, i }) => {
      const file = `${folder}/case-${i}.ts`;
      const told = found.filter((line) => line.startsWith(`${file} `));
      expect(told.map((line) => line.split(': ')[0])).toEqual(
        specifier === undefined ? [] : [`${file} imports ${specifier}`],
      );
    },
  );
});
