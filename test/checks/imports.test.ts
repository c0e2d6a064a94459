import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCircles, findViolations, listImports } from './imports.js';
import { ROOT } from './run-program.js';

describe('the import rules', () => {
  it('hold in signer/ and build/', async () => {
    const imports = await listImports(ROOT, '.');
    expect(imports.filter(({ from }) => from.startsWith('signer/'))).not.toEqual([]);
    expect(imports.filter(({ from }) => from.startsWith('build/'))).not.toEqual([]);
    expect(findViolations(imports)).toEqual([]);
  });

  it('are broken by no circle of imports in signer/ and build/', async () => {
    const imports = await listImports(ROOT, '.');
    expect(findCircles(imports.filter(({ from }) => /^(?:signer|build)\//.test(from)))).toEqual([]);
  });

  it.each(['edge', 'browser'])('hold in %s/', async (folder) => {
    const imports = await listImports(ROOT, folder);
    expect(imports).not.toEqual([]);
    expect(findViolations(imports)).toEqual([]);
    expect(findCircles(imports)).toEqual([]);
  });
});

/** A folder, the text of a file in it, and the import that breaks a rule, if there is one. */
const EXAMPLES: readonly (readonly [folder: string, text: string, specifier?: string])[] = [
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
  ['browser', "import '../signer/x.js';", '../signer/x.js'],
  ['browser', "import 'zod';", 'zod'],
  ['build', "import '../browser/x.js';", '../browser/x.js'],
  ['build', "import '../edge/x.js';", '../edge/x.js'],
  ['build', "import type { X } from '../edge/x.js';", '../edge/x.js'],
  ['build', "import '../test/x.js';", '../test/x.js'],
  ['build', "import 'pocket-spa-auth';", 'pocket-spa-auth'],
  ['build/host', "import '../platform/x.js';", '../platform/x.js'],
  ['build/platform', "import type { X } from '../config/x.js';", '../config/x.js'],
  ['build/config/source', "import '../../runtime/x.js';", '../../runtime/x.js'],
  ['build/preview', "import '../compile/x.js';", '../compile/x.js'],
  ['build/compile/gates', "import '../../preview/x.js';", '../../preview/x.js'],
  ['build/synth', "import '../aws/x.js';", '../aws/x.js'],
  [
    'build/aws/deploy',
    "export const x = () => import('../../commands/x.js');",
    '../../commands/x.js',
  ],
  ['build/commands', "import '../cli.js';", '../cli.js'],
  ['build/commands', "import '../cdk/x.js';", '../cdk/x.js'],
  ['build/cdk', "import '../commands/x.js';", '../commands/x.js'],
  ['build/aws/resources', "import '../live/x.js';", '../live/x.js'],
  ['build/aws/live', "import type { X } from '../survey/x.js';", '../survey/x.js'],
  ['build/aws/revoke', "import '../deploy/x.js';", '../deploy/x.js'],
  ['build/aws', "import './resources/x.js';", './resources/x.js'],
  ['build/unlisted', "import '../host/x.js';", '../host/x.js'],
  ['build/config', "import '../unlisted/x.js';", '../unlisted/x.js'],
  ['signer', "import 'node:crypto';\nimport './x.js';\nimport './adapters/x.js';"],
  ['signer/adapters', "import '../x.js';"],
  ['edge', "import cf from 'cloudfront';\nimport './x.js';\nexport { cf };"],
  ['browser', "import './x.js';"],
  ['build', "import 'zod';\nimport 'node:fs';\nimport './config/x.js';\nimport '../signer/x.js';"],
  ['build/commands', "export const x = () => import('../../signer/index.js');"],
  ['build/config', "import '../platform/x.js';\nimport '../host/x.js';\nimport './source/x.js';"],
  ['build/aws/doctor/checks', "import '../../survey/x.js';\nimport '../findings.js';"],
  ['build/cdk/handler', "import '../../aws/x.js';\nimport '../../config/x.js';"],
  ['build', "import './commands/x.js';\nimport './host/x.js';"],
  ['test', "import '../edge/x.js';\nimport '../signer/x.js';\nimport '../build/x.js';"],
];

describe('the check of the import rules', () => {
  let root: string;
  let found: string[];

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'spa-auth-imports-')));
    for (const [i, [folder, text]] of EXAMPLES.entries()) {
      await mkdir(join(root, folder), { recursive: true });
      await writeFile(join(root, folder, `case-${i}.ts`), text);
    }
    const tsconfig = { compilerOptions: { module: 'nodenext', types: [] }, include: ['*/**/*'] };
    await writeFile(join(root, 'tsconfig.json'), JSON.stringify(tsconfig));
    found = findViolations(await listImports(root, '.'));
  });

  afterAll(() => rm(root, { recursive: true }));

  it.each(EXAMPLES.map(([folder, text, specifier], i) => ({ folder, text, specifier, i })))(
    'finds exactly the forbidden imports in $folder: $text',
    ({ folder, specifier, i }) => {
      const file = `${folder}/case-${i}.ts`;
      const lines = found.filter((line) => line.startsWith(`${file} `));
      expect(lines.map((line) => line.split(': ')[0])).toEqual(
        specifier === undefined ? [] : [`${file} imports ${specifier}`],
      );
    },
  );
});

describe('the search for circles', () => {
  it.each([
    ['a circle of two files', { 'a.ts': ['./b.js'], 'b.ts': ['./a.js'] }, 1],
    [
      'a circle across folders',
      { 'x/a.ts': ['../b.js'], 'b.ts': ['./c.js'], 'c.ts': ['./x/a.js'] },
      1,
    ],
    [
      'no circle if two ways lead to one file',
      { 'a.ts': ['./b.js', './c.js'], 'b.ts': ['./c.js'] },
      0,
    ],
  ] as const)('finds %s', (_, files, count) => {
    const imports = Object.entries(files).flatMap(([from, specifiers]) =>
      (specifiers as readonly string[]).map((specifier) => ({ from, specifier })),
    );
    expect(findCircles(imports)).toHaveLength(count);
  });
});
