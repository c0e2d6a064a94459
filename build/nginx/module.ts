import { type AnyNode, type Program, parse } from 'acorn';
import { full } from 'acorn-walk';
import { applyEdits, bundleEntry, type Edit, spellingEdits } from '../compile/bundle.js';
import { edgeSettings, identitySpellings } from '../compile/settings.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import { version } from '../host/packages.js';

/**
 * Compiles the njs module for nginx. No gate has checked the result. nginx runs the statements of a
 * module for each request, and makes its functions then, so all that a usual request does not need
 * stands in one function.
 */
export async function compileModule(config: ResolvedConfig): Promise<string> {
  const full = await compileStatements('edge/nginx/full.ts', config);
  const usual = await compileStatements('edge/nginx/usual.ts', config);
  return `// pocket-spa-auth ${version}
import crypto from"crypto";var madeDecision;function fullDecision(){return madeDecision||(madeDecision=function(){${full.code}return{${full.members}}}())}
${usual.code}export default{${usual.members}};`;
}

/**
 * The statements of an entry, and what it exports, as members of an object: njs knows no other
 * export than one default.
 */
async function compileStatements(
  entry: string,
  config: ResolvedConfig,
): Promise<{ readonly code: string; readonly members: string }> {
  const { bundle: text } = await bundleEntry(entry, config, {
    ...edgeSettings(config),
    // The entries check the MACs themselves, before they read the headers.
    REVOCATION: true,
    // An access log of nginx takes it from $sent_http_x_spa_auth_reason.
    LOG_REASON: false,
  });
  // The one character that esbuild writes as it is, though it is not printable.
  const bundle = text.replaceAll('\t', '\\t');
  const program = parse(bundle, { ecmaVersion: 2017, sourceType: 'module' });
  const last = program.body.at(-1);
  if (last?.type !== 'ExportNamedDeclaration') {
    throw new Error('the bundle that esbuild wrote does not end with its exports');
  }
  const edits = [
    ...spellingEdits(program, identitySpellings(config)),
    ...synchronousEdits(program, bundle),
    ...cloudfrontEdits(program),
    [last.start, last.end, ''] as const,
  ].sort(([a], [b]) => a - b);
  const members = last.specifiers.map(({ local, exported }) =>
    [exported, local].map((name) => ('name' in name ? name.name : name.value)).join(':'),
  );
  return { code: applyEdits(bundle, edits).trim(), members: members.join() };
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
