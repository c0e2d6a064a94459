import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { run, tool } from './run.js';

/** One import as it is written: `from` is relative to the root, with "/". */
export interface Import {
  readonly from: string;
  readonly specifier: string;
}

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
    text: 'the build compiles the edge and never imports it',
    allows: (target) => !/^(?:edge|test|pocket-spa-auth)(?:\/|$)/.test(target),
  },
};

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
