import { join } from 'node:path';
import { parse } from 'acorn';
import type { ResolvedConfig } from '../config/edge-config.js';
import { splitRing } from '../config/key-ring.js';
import { packageRoot, version, withPeer } from '../host/packages.js';
import { edgeSettings } from './settings.js';

// esbuild picks short names by how often each letter occurs, so the text would depend on the secret: it goes in afterwards.
const PLACEHOLDER = 'secret of the embedded build';

/** The function's text for one configuration, not yet checked by any gate. `ring` is the key ring of an embedded build. */
export async function compileEdge(config: ResolvedConfig, ring = ''): Promise<string> {
  const { build } = await withPeer('esbuild', () => import('esbuild'));
  const result = await build({
    entryPoints: [join(packageRoot, `edge/${config.secret}.ts`)],
    // `cryptoModule` exists in the source only: esbuild would wrap a `require` there.
    define: { ...literals(edgeSettings(config, PLACEHOLDER)), cryptoModule: 'crypto' },
    // The folder's own tsconfig.json would be looked up otherwise; it is not published.
    tsconfigRaw: {},
    absWorkingDir: packageRoot,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es5',
    // esbuild cannot lower async functions to ES5, and the runtime has them.
    supported: { 'async-await': config.secret === 'kvs' },
    external: ['cloudfront'],
    charset: 'ascii',
    legalComments: 'none',
    minify: true,
    logLevel: 'silent',
  });
  const text = asPlatformScript(result.outputFiles[0]!.text);
  return `// pocket-spa-auth ${version}\n${text.replace(embeddedLiteral(PLACEHOLDER), embeddedLiteral(ring))}`;
}

/** The secrets of an embedded build as they stand in its text. */
export function embeddedLiteral(ring: string): string {
  return JSON.stringify(splitRing(ring));
}

function literals(settings: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)]),
  );
}

/**
 * The module as the platform wants it. The export kept the handler through tree shaking, but every `export` is refused and a global
 * function `handler` looked for; and the import has to come first, where esbuild puts the constants.
 */
function asPlatformScript(code: string): string {
  const exported = /export\{(?:([\w$]+) as )?handler\};\s*$/.exec(code);
  if (!exported) {
    throw new Error('esbuild wrote no export of handler at the end of the bundle');
  }
  const edits: Edit[] = [[exported.index, code.length, '']];
  let imports = '';
  for (const node of parse(code, { ecmaVersion: 2017, sourceType: 'module' }).body) {
    if (node.type === 'ImportDeclaration') {
      imports += code.slice(node.start, node.end);
      edits.push([node.start, node.end, '']);
    } else if (node.type === 'FunctionDeclaration' && node.id.name === exported[1]) {
      edits.push([node.id.start, node.id.end, 'handler']);
    }
  }
  return `${imports}var crypto=require("crypto");${edited(code, edits)}\n`;
}

type Edit = readonly [start: number, end: number, text: string];

function edited(code: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort(([a], [b]) => b - a)
    .reduce((text, [start, end, insert]) => text.slice(0, start) + insert + text.slice(end), code);
}
