import { join } from 'node:path';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import type { Plugin } from 'esbuild';
import type { ResolvedConfig } from '../config/edge-config.js';
import { splitRing } from '../config/key-ring.js';
import { packageRoot, version, withPeer } from '../host/packages.js';
import { edgeSettings, identitySpellings } from './settings.js';

// esbuild chooses short names by letter frequency, so the secret would change the rest of the text.
// The secret is inserted afterwards.
const PLACEHOLDER = 'secret of the embedded build';

/**
 * Compiles the function for one configuration. No gate has checked the result. `ring` is the key
 * ring of an embedded build.
 */
export function compileEdge(config: ResolvedConfig, ring = ''): Promise<string> {
  return compileEntry(`edge/${config.secret}.ts`, config, ring);
}

/**
 * Compiles another entry over the same modules and settings. It must export `handler`. `plugin`
 * can put a module in the place of another.
 */
export async function compileEntry(
  entry: string,
  config: ResolvedConfig,
  ring: string,
  plugin?: Plugin,
): Promise<string> {
  const { build } = await withPeer('esbuild', () => import('esbuild'));
  const result = await build({
    entryPoints: [join(packageRoot, entry)],
    plugins: plugin ? [plugin] : [],
    // The source says `cryptoModule` because esbuild would wrap a `require`; toFunctionSource
    // declares `crypto`.
    define: { ...toLiterals(edgeSettings(config, PLACEHOLDER)), cryptoModule: 'crypto' },
    // Without this, esbuild would look for edge/tsconfig.json, which is not published.
    tsconfigRaw: {},
    absWorkingDir: packageRoot,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es5',
    // esbuild cannot lower async functions to ES5; runtime 2.0 supports them.
    supported: { 'async-await': entry !== 'edge/embedded.ts' },
    external: ['cloudfront'],
    charset: 'ascii',
    legalComments: 'none',
    minify: true,
    // The one property of its own that the function gives to an object of the engine.
    mangleProps: /^isExpired$/,
    logLevel: 'silent',
  });
  const text = toFunctionSource(result.outputFiles[0]!.text, identitySpellings(config));
  return `// pocket-spa-auth ${version}\n${text.replace(embeddedLiteral(PLACEHOLDER), embeddedLiteral(ring))}`;
}

/** The literal that holds the secrets of an embedded build in its text. */
export function embeddedLiteral(ring: string): string {
  return JSON.stringify(splitRing(ring));
}

function toLiterals(settings: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => !(value instanceof RegExp))
      .map(([name, value]) => [name, JSON.stringify(value)]),
  );
}

/**
 * Turns the bundled module into the script that CloudFront accepts. The export protects the handler
 * from tree shaking, but CloudFront refuses every `export` and calls a global function named
 * `handler`. The import has to come first, where esbuild puts the constants. `spellings` takes the
 * place of IDENTITY_SPELLINGS, because esbuild's `define` takes no regular expression. A configured
 * text may contain that name, and stays as it is.
 */
function toFunctionSource(code: string, spellings: RegExp): string {
  const exported = /export\{(?:([\w$]+) as )?handler\};\s*$/.exec(code);
  if (!exported) {
    throw new Error('the bundle that esbuild wrote does not end with an export of handler');
  }
  const edits: Edit[] = [[exported.index, code.length, '']];
  let imports = '';
  const program = parse(code, { ecmaVersion: 2017, sourceType: 'module' });
  simple(program, {
    Identifier({ name, start, end }) {
      if (name === 'IDENTITY_SPELLINGS') {
        edits.push([start, end, String(spellings)]);
      }
    },
  });
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      imports += code.slice(node.start, node.end);
      edits.push([node.start, node.end, '']);
    } else if (node.type === 'FunctionDeclaration' && node.id.name === exported[1]) {
      edits.push([node.id.start, node.id.end, 'handler']);
    }
  }
  return `${imports}var crypto=require("crypto");${applyEdits(code, edits)}\n`;
}

type Edit = readonly [start: number, end: number, text: string];

function applyEdits(code: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort(([a], [b]) => b - a)
    .reduce((text, [start, end, insert]) => text.slice(0, start) + insert + text.slice(end), code);
}
