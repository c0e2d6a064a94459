import { type AnyNode, type Program, parse } from 'acorn';
import { full } from 'acorn-walk';
import { applyEdits, bundleEntry, type Edit, spellingEdits } from '../compile/bundle.js';
import { edgeSettings, identitySpellings } from '../compile/settings.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import { version } from '../host/packages.js';

/** Compiles the njs module for nginx. No gate has checked the result. */
export async function compileModule(config: ResolvedConfig): Promise<string> {
  const { bundle: text } = await bundleEntry('edge/nginx.ts', config, {
    ...edgeSettings(config),
    // The entry checks the MACs itself, before it reads the headers.
    REVOCATION: true,
    // An access log of nginx takes it from $sent_http_x_spa_auth_reason.
    LOG_REASON: false,
  });
  // The one character that esbuild writes as it is, though it is not printable.
  const bundle = text.replaceAll('\t', '\\t');
  const program = parse(bundle, { ecmaVersion: 2017, sourceType: 'module' });
  const edits = [
    ...spellingEdits(program, identitySpellings(config)),
    ...synchronousEdits(program, bundle),
    exportEdit(program),
    ...cloudfrontEdits(program),
  ].sort(([a], [b]) => a - b);
  return `// pocket-spa-auth ${version}\nimport crypto from"crypto";${applyEdits(bundle, edits)}`;
}

/** Takes `async` and `await` out: nginx takes no promise from `js_set`. */
function synchronousEdits(program: Program, code: string): Edit[] {
  const edits: Edit[] = [];
  full(program, (node: AnyNode) => {
    if ('async' in node && node.async) {
      edits.push([node.start, code.indexOf('function', node.start), '']);
    } else if (node.type === 'AwaitExpression') {
      edits.push([node.start, node.argument.start, '']);
    }
  });
  return edits;
}

/** What is left of the sources' import of `cloudfront`, which nothing here uses. */
function cloudfrontEdits(program: Program): Edit[] {
  return program.body
    .filter((node) => node.type === 'ImportDeclaration')
    .map(({ start, end }): Edit => [start, end, '']);
}

/** njs knows `export default` alone. */
function exportEdit(program: Program): Edit {
  const last = program.body.at(-1);
  if (last?.type !== 'ExportNamedDeclaration') {
    throw new Error('the bundle that esbuild wrote does not end with its exports');
  }
  const members = last.specifiers.map(({ local, exported }) =>
    [exported, local].map((name) => ('name' in name ? name.name : name.value)).join(':'),
  );
  return [last.start, last.end, `export default{${members.join()}};`];
}
