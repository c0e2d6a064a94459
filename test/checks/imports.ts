import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { run, tool } from './run.js';

/** One import as it is written: `from` is relative to the root, with "/". */
export interface Import {
  readonly from: string;
  readonly specifier: string;
}

/**
 * The rooms of build/ from the bottom up. A file imports its own room and the rooms below it; two rooms of one row do
 * not import each other. The files of build/ itself are the top.
 */
const ROOMS = [
  ['host'],
  ['platform'],
  ['config'],
  ['runtime'],
  ['preview', 'compile'],
  ['synth', 'aws'],
  ['commands'],
  [''],
];

/** The same inside build/aws/, where the files of the folder itself are the ground floor. */
const AWS_ROOMS = [
  [''],
  ['resources'],
  ['live'],
  ['rotate'],
  ['survey'],
  ['deploy', 'destroy', 'doctor', 'revoke', 'status'],
];

const RULES: Record<string, { text: string; allows: (target: string, from: string) => boolean }> = {
  signer: {
    text: 'the signer imports node:crypto and itself, nothing else',
    allows: (target, from) =>
      target === 'node:crypto' ||
      target.startsWith('signer/') ||
      // The one place that loads the SDK, on demand.
      (from === 'signer/aws/client.ts' && target === '@aws-sdk/client-secrets-manager'),
  },
  edge: {
    text: 'the edge imports cloudfront and itself, nothing else',
    allows: (target) => target === 'cloudfront' || target.startsWith('edge/'),
  },
  build: {
    text: 'the build compiles the edge and never imports it, and its rooms import one way',
    allows: (target, from) =>
      !/^(?:edge|test|pocket-spa-auth)(?:\/|$)/.test(target) &&
      isBelow(ROOMS, 'build', from, target) &&
      isBelow(AWS_ROOMS, 'build/aws', from, target),
  },
};

/** Whether `from` may import `target`, as far as both lie in the folder. A room that no row names is refused. */
function isBelow(
  rows: readonly (readonly string[])[],
  folder: string,
  from: string,
  target: string,
): boolean {
  if (!from.startsWith(`${folder}/`) || !target.startsWith(`${folder}/`)) {
    return true;
  }
  const [importer, imported] = [from, target].map((file) => roomIn(folder, file));
  const rowOf = (room: string) => rows.findIndex((row) => row.includes(room));
  return (
    rowOf(importer!) >= 0 &&
    rowOf(imported!) >= 0 &&
    (importer === imported || rowOf(imported!) < rowOf(importer!))
  );
}

/** The name of the room that a file lies in; empty for a file of the folder itself. */
function roomIn(folder: string, file: string): string {
  const [room, ...rest] = file.slice(folder.length + 1).split('/');
  return rest.length > 0 ? room! : '';
}

/** Files that import each other in a circle, type-only imports included: each circle once, as the files it goes through. */
export function circles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, Set<string>>();
  for (const { from, specifier } of imports) {
    if (specifier.startsWith('.')) {
      const file = target(from, specifier).replace(/\.js$/, '.ts');
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
 * Every import of a TypeScript project's own files, as the compiler itself finds them while it resolves:
 * static, type-only, dynamic, re-exported, and types written as `import('…')`.
 */
export async function importsOf(root: string, project: string): Promise<Import[]> {
  const args = ['--noEmit', '--project', project, '--traceResolution'];
  const { stdout } = await run(tool('tsc'), args, { cwd: root });
  const traced = stdout.matchAll(/^=+ Resolving module '(.+)' from '(.+)'\. =+$/gm);
  return Array.from(traced, ([, specifier, file]) => ({
    from: relative(root, file!).split(sep).join('/'),
    specifier: specifier!,
  })).filter(({ from }) => !from.startsWith('..') && !from.includes('node_modules/'));
}

/** The imports that break a rule, a sentence each. */
export function violations(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, specifier }) => {
    const rule = RULES[from.split('/')[0]!];
    if (!rule || rule.allows(target(from, specifier), from)) {
      return [];
    }
    return [`${from} imports ${specifier}: ${rule.text}`];
  });
}

/** A file of the checkout by its path from the root; anything else by its name. */
function target(from: string, specifier: string): string {
  if (isAbsolute(specifier)) {
    return specifier;
  }
  return specifier.startsWith('.')
    ? join(dirname(from), specifier).split(sep).join('/')
    : specifier;
}
