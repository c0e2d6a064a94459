import { join } from 'node:path';
import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Symbol as DeclaredSymbol,
  type Project,
  SymbolFlags,
} from 'typescript/unstable/sync';
import manifest from '../../../package.json' with { type: 'json' };
import { ROOT } from '../run-program.js';

/** The public types of one subpath. */
export interface Report {
  /** The name of the subpath, `index` for the package itself. */
  readonly name: string;
  /** Every exported declaration, and every other one of the package that these name. */
  readonly text: string;
}

/** Reads the declarations in dist/ that every subpath of the package exports. */
export function writeReports(): Report[] {
  const api = new API({ cwd: ROOT });
  try {
    const config = join(import.meta.dirname, 'tsconfig.json');
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) {
      throw new Error(`${config} could not be opened`);
    }
    return Object.entries(manifest.exports).flatMap(([path, target]) =>
      typeof target === 'string'
        ? []
        : [{ name: path.slice(2) || 'index', text: writeReport(project, target.types) }],
    );
  } finally {
    api.close();
  }
}

function writeReport({ program, checker }: Project, file: string): string {
  const source = program.getSourceFile(join(ROOT, file));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) {
    throw new Error(`${file} is no module`);
  }
  const exports = checker.getExportsOfModule(module);
  const names = exports.map((symbol) => {
    const { name } = follow(symbol, checker);
    return name === symbol.name ? name : `${name} as ${symbol.name}`;
  });
  const exported = exports.flatMap((symbol) => declarationsOf(follow(symbol, checker)));
  // What a declaration names is part of the API, though nobody can import it by name.
  const reachable = new Set(exported);
  for (const declaration of reachable) {
    for (const symbol of namedIn(declaration, checker)) {
      declarationsOf(symbol).forEach((node) => void reachable.add(node));
    }
  }
  const named = [...reachable].filter((node) => !exported.includes(node));
  return [
    `export {\n${names
      .sort()
      .map((name) => `  ${name},\n`)
      .join('')}};`,
    ...sortedTexts(exported),
    ...(named.length > 0 ? ['// Named above, and not exported:'] : []),
    ...sortedTexts(named),
  ]
    .join('\n\n')
    .concat('\n');
}

function follow(symbol: DeclaredSymbol, checker: Checker): DeclaredSymbol {
  return (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

/** The statements of this package that declare a symbol; none for a parameter or a member. */
function declarationsOf(symbol: DeclaredSymbol): Node[] {
  return (symbol.declarations ?? []).flatMap((handle) => {
    const node = handle.resolve();
    const statement = node && statementOf(node);
    return statement?.getSourceFile().fileName.startsWith(join(ROOT, 'dist/')) ? [statement] : [];
  });
}

// A variable is declared in a list, which is in a statement.
function statementOf(node: Node): Node | undefined {
  const statement = node.kind === SyntaxKind.VariableDeclaration ? node.parent.parent : node;
  return statement.parent?.kind === SyntaxKind.SourceFile ? statement : undefined;
}

function namedIn(node: Node, checker: Checker): DeclaredSymbol[] {
  const found: DeclaredSymbol[] = [];
  const visit = (child: Node): undefined => {
    if (child.kind === SyntaxKind.Identifier) {
      const symbol = checker.getSymbolAtLocation(child);
      if (symbol) {
        found.push(follow(symbol, checker));
      }
    }
    child.forEachChild(visit);
  };
  visit(node);
  return found;
}

function sortedTexts(declarations: readonly Node[]): string[] {
  return [...new Set(declarations.map(textOf))].sort();
}

/** A declaration without its comments and without the words that say where it is from. */
function textOf(node: Node): string {
  return node
    .getSourceFile()
    .text.slice(node.getStart(), node.end)
    .replace(/^[^\S\n]*\/\*\*[\s\S]*?\*\/\n?/gm, '')
    .replace(/^(?:export )?(?:default )?(?:declare )?/, '')
    .trim();
}
