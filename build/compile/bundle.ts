import { join } from 'node:path';
import { type Program, parse } from 'acorn';
import { simple } from 'acorn-walk';
import type { Plugin } from 'esbuild';
import type { ResolvedConfig } from '../config/edge-config.js';
import { hasHooks } from '../config/hooks.js';
import { splitRing } from '../config/key-ring.js';
import { packageRoot, version, withPeer } from '../host/packages.js';
import { type CompiledScript, describeHookFailure, listHookFiles } from './hook-places.js';
import { hooksPlugin } from './hooks-plugin.js';
import { edgeSettings, identitySpellings } from './settings.js';

// esbuild chooses short names by letter frequency, so the secret would change the rest of the text.
// The secret is inserted afterwards.
const PLACEHOLDER = 'secret of the embedded build';

/**
 * Compiles the function for one configuration. No gate has checked the result. `ring` is the key
 * ring of an embedded build.
 *
 * @throws GateError naming the place in a hook that cannot be compiled for CloudFront.
 */
export function compileEdge(config: ResolvedConfig, ring = ''): Promise<string> {
  return compileEntry(edgeEntry(config), config, ring);
}

/** The entry of the function that a configuration asks for. */
export function edgeEntry(config: ResolvedConfig): string {
  return hasHooks(config) ? `edge/hooks/${config.secret}.ts` : `edge/${config.secret}.ts`;
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
  return (await compileScript(entry, config, ring, plugin ? [plugin] : [])).code;
}

/** Compiles an entry. */
export async function compileScript(
  entry: string,
  config: ResolvedConfig,
  ring: string,
  plugins: readonly Plugin[] = [],
): Promise<CompiledScript> {
  const withHooks = hasHooks(config);
  const { bundle, map, inputs } = await bundleEntry(
    entry,
    config,
    edgeSettings(config, PLACEHOLDER),
    plugins,
  ).catch((error: unknown) => {
    throw withHooks ? describeHookFailure(error) : error;
  });
  const { head, edits } = toScript(bundle, identitySpellings(config), ring);
  return {
    code: head + applyEdits(bundle, edits),
    bundle,
    map: { json: map, folder: packageRoot },
    hookFiles: listHookFiles(inputs),
    toBundleOffset: (offset) => undoEdits(edits, offset - head.length),
  };
}

interface Bundle {
  readonly bundle: string;
  readonly map: string;
  /** The modules, relative to the package. */
  readonly inputs: readonly string[];
}

/** Bundles an entry, with the settings as literals. The result is a module in minified ES5.1. */
export async function bundleEntry(
  entry: string,
  config: ResolvedConfig,
  settings: Record<string, unknown>,
  plugins: readonly Plugin[] = [],
): Promise<Bundle> {
  const { build } = await withPeer('esbuild', () => import('esbuild'));
  const withHooks = hasHooks(config);
  const { outputFiles, metafile } = await build({
    entryPoints: [join(packageRoot, entry)],
    plugins: [...plugins, ...(withHooks ? [hooksPlugin(config)] : [])],
    // The source says `cryptoModule` because esbuild would wrap a `require`; the head of the
    // finished text declares `crypto`.
    define: { ...toLiterals(settings), cryptoModule: 'crypto' },
    // Without this, esbuild would look for edge/tsconfig.json, which is not published.
    tsconfigRaw: {},
    absWorkingDir: packageRoot,
    outdir: packageRoot,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es5',
    supported: {
      // esbuild cannot lower async functions to ES5; runtime 2.0 supports them.
      'async-await': !/embedded/.test(entry),
      // Nor these two, which hooks may use where the runtime has them.
      'const-and-let': withHooks && config.runtime === 'cloudfront-js-2.0',
    },
    external: ['cloudfront'],
    charset: 'ascii',
    legalComments: 'none',
    minify: true,
    // The one property of its own that the function gives to an object of the engine. It would be
    // renamed in hooks too, where it may be a name of the owner's data.
    ...(withHooks ? {} : { mangleProps: /^isExpired$/ }),
    sourcemap: withHooks && 'external',
    metafile: true,
    logLevel: 'silent',
  });
  const find = (kind: RegExp) => outputFiles.find(({ path }) => kind.test(path))?.text ?? '';
  return { bundle: find(/\.js$/), map: find(/\.map$/), inputs: Object.keys(metafile.inputs) };
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
 * Puts a pattern in the place of IDENTITY_SPELLINGS, because esbuild's `define` takes no regular
 * expression. A configured text may contain that name, and stays as it is.
 */
export function spellingEdits(program: Program, spellings: RegExp): Edit[] {
  const edits: Edit[] = [];
  simple(program, {
    Identifier({ name, start, end }) {
      if (name === 'IDENTITY_SPELLINGS') {
        edits.push([start, end, String(spellings)]);
      }
    },
  });
  return edits;
}

/**
 * What turns the bundled module into the script that CloudFront accepts. The export protects the
 * handler from tree shaking, but CloudFront refuses every `export` and calls a global function
 * named `handler`. The import has to come first, where esbuild puts the constants.
 */
function toScript(
  code: string,
  spellings: RegExp,
  ring: string,
): { readonly head: string; readonly edits: readonly Edit[] } {
  const exported = /export\{(?:([\w$]+) as )?handler\};\s*$/.exec(code);
  if (!exported) {
    throw new Error('the bundle that esbuild wrote does not end with an export of handler');
  }
  const edits: Edit[] = [[exported.index, code.length, '\n']];
  const imported: string[] = [];
  const program = parse(code, { ecmaVersion: 2017, sourceType: 'module' });
  edits.push(...spellingEdits(program, spellings));
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      imported.push(...node.specifiers.map(({ local }) => local.name));
      edits.push([node.start, node.end, '']);
    } else if (node.type === 'FunctionDeclaration' && node.id.name === exported[1]) {
      edits.push([node.id.start, node.id.end, 'handler']);
    }
  }
  const secrets = code.indexOf(embeddedLiteral(PLACEHOLDER));
  if (secrets >= 0) {
    const end = secrets + embeddedLiteral(PLACEHOLDER).length;
    edits.push([secrets, end, embeddedLiteral(ring)]);
  }
  // Each module of a hook has an import of its own, and CloudFront's engine is given one.
  const [first, ...others] = imported;
  const cloudfront = first === undefined ? '' : `import ${first} from"cloudfront";`;
  const aliases = others.map((name) => `var ${name}=${first};`).join('');
  return {
    head: `// pocket-spa-auth ${version}\n${cloudfront}var crypto=require("crypto");${aliases}`,
    edits: edits.sort(([a], [b]) => a - b),
  };
}

export type Edit = readonly [start: number, end: number, text: string];

/** Applies edits, which are in order. */
export function applyEdits(code: string, edits: readonly Edit[]): string {
  return edits.reduceRight(
    (text, [start, end, insert]) => text.slice(0, start) + insert + text.slice(end),
    code,
  );
}

/** The place before the edits, which are in order. */
function undoEdits(edits: readonly Edit[], offset: number): number {
  let place = offset;
  for (const [start, end, insert] of edits) {
    if (place < start + insert.length) {
      return Math.min(place, start);
    }
    place += end - start - insert.length;
  }
  return place;
}
