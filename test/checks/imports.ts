import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { runProgram, toolPath } from './run-program.js';

/** One import as it is written. */
export interface Import {
  /** The importing file, relative to the root, with "/". */
  readonly from: string;
  readonly specifier: string;
}

/**
 * The folders of build/ in layers, from the bottom up. A file imports its own folder and lower
 * layers. Folders of the same layer do not import each other. The empty name stands for the files
 * directly in build/.
 */
const LAYERS = [
  ['host'],
  ['platform'],
  ['config'],
  ['runtime'],
  ['preview', 'compile', 'init'],
  ['synth', 'aws', 'explain', 'probe', 'nginx'],
  ['commands', 'cdk', 'vite'],
  [''],
];

/** The layers of build/aws/. The files directly in it are the lowest layer. */
const AWS_LAYERS = [
  [''],
  ['resources'],
  ['live'],
  ['rotate'],
  ['survey'],
  ['deploy', 'destroy', 'doctor', 'revoke', 'status'],
];

const RULES: Record<string, { text: string; allows: (target: string, from: string) => boolean }> = {
  signer: {
    text: 'signer/ imports only node:crypto and itself',
    allows: (target, from) =>
      target === 'node:crypto' ||
      target.startsWith('signer/') ||
      // The only file that loads the SDK, when it is needed.
      (from === 'signer/aws/client.ts' && target === '@aws-sdk/client-secrets-manager'),
  },
  edge: {
    text: 'edge/ imports only cloudfront and itself',
    allows: (target) => target === 'cloudfront' || target.startsWith('edge/'),
  },
  browser: {
    text: 'browser/ imports only itself',
    allows: (target) => target.startsWith('browser/'),
  },
  build: {
    text: 'build/ never imports edge/ and browser/, and its folders import only lower layers',
    allows: (target, from) =>
      !/^(?:edge|browser|test|pocket-spa-auth)(?:\/|$)/.test(target) &&
      isBelow(LAYERS, 'build', from, target) &&
      isBelow(AWS_LAYERS, 'build/aws', from, target),
  },
};

/**
 * Whether the layers of a folder allow `from` to import `target`. They allow everything if one of
 * the two is outside the folder, and nothing if one is in a folder without a layer.
 */
function isBelow(
  layers: readonly (readonly string[])[],
  folder: string,
  from: string,
  target: string,
): boolean {
  if (!from.startsWith(`${folder}/`) || !target.startsWith(`${folder}/`)) {
    return true;
  }
  const [importer, imported] = [from, target].map((file) => folderIn(folder, file));
  const findLayer = (name: string) => layers.findIndex((layer) => layer.includes(name));
  return (
    findLayer(importer!) >= 0 &&
    findLayer(imported!) >= 0 &&
    (importer === imported || findLayer(imported!) < findLayer(importer!))
  );
}

/** The name of the subfolder that a file is in; empty for a file directly in the folder. */
function folderIn(folder: string, file: string): string {
  const [subfolder, ...rest] = file.slice(folder.length + 1).split('/');
  return rest.length > 0 ? subfolder! : '';
}

/**
 * Finds files that import each other in a circle, type-only imports included. Each circle is listed
 * once, as the files that it goes through.
 */
export function findCircles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, Set<string>>();
  for (const { from, specifier } of imports) {
    if (specifier.startsWith('.')) {
      const file = resolveTarget(from, specifier).replace(/\.js$/, '.ts');
      targets.set(from, (targets.get(from) ?? new Set()).add(file));
    }
  }
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) {
      return;
    }
    for (const next of targets.get(file) ?? []) {
      visit(next, [...path, file]);
    }
    done.add(file);
  };
  for (const file of targets.keys()) {
    visit(file, []);
  }
  return found;
}

/**
 * Lists every import in the files of a TypeScript project, as the compiler finds them: static,
 * type-only, dynamic, re-exported, and types written as `import('…')`.
 */
export async function listImports(root: string, project: string): Promise<Import[]> {
  const args = ['--noEmit', '--project', project, '--traceResolution'];
  const { stdout } = await runProgram(toolPath('tsc'), args, { cwd: root });
  const traced = stdout.matchAll(/^=+ Resolving module '(.+)' from '(.+)'\. =+$/gm);
  return Array.from(traced, ([, specifier, file]) => ({
    from: relative(root, file!).split(sep).join('/'),
    specifier: specifier!,
  })).filter(({ from }) => !from.startsWith('..') && !from.includes('node_modules/'));
}

/** Finds the imports that break a rule, and describes each in one sentence. */
export function findViolations(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, specifier }) => {
    const rule = RULES[from.split('/')[0]!];
    if (!rule || rule.allows(resolveTarget(from, specifier), from)) {
      return [];
    }
    return [`${from} imports ${specifier}: ${rule.text}`];
  });
}

/** The path from the root for a file of the checkout; the specifier itself for anything else. */
function resolveTarget(from: string, specifier: string): string {
  if (isAbsolute(specifier)) {
    return specifier;
  }
  return specifier.startsWith('.')
    ? join(dirname(from), specifier).split(sep).join('/')
    : specifier;
}
