import { join } from 'node:path';
import { slug } from 'github-slugger';
import { type InterfaceDeclaration, type Node, SyntaxKind } from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Symbol as DeclaredSymbol,
  type Project,
  SymbolFlags,
} from 'typescript/unstable/sync';
import manifest from '../../../package.json' with { type: 'json' };
import { ROOT } from '../run-program.js';

const INTRODUCTION = `# API

Every export of the package, made from the comments in its source; \`npm run docs\` writes this page. The examples run in CI: the value of a line
stands after its \`// =>\`. Durations and times are in whole seconds. [Backends](backends.md) shows how the parts work together.`;

/** Renders docs/api.md: the exports of every subpath that has types. */
export function renderApi(): string {
  const api = new API({ cwd: ROOT });
  try {
    const written = new Map<Node, string>();
    const subpaths = listSubpaths().map(({ name, file }) => {
      const project = openProject(api, file);
      const exports = readExports(project, join(ROOT, file));
      return { name, exports, checker: project.checker, written };
    });
    const sections = subpaths.map(renderSubpath);
    return `${[INTRODUCTION, renderContents(subpaths), ...sections].join('\n\n')}\n`;
  } finally {
    api.close();
  }
}

/** The subpaths of the package that have types, with the source of each. */
function listSubpaths(): { name: string; file: string }[] {
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === 'string') {
      return [];
    }
    const file = target.types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts');
    return { name: path.replace('.', manifest.name), file };
  });
}

function openProject(api: API, file: string): Project {
  const config = join(ROOT, file.split('/')[0]!, 'tsconfig.json');
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  if (!project) {
    throw new Error(`${config} could not be opened`);
  }
  return project;
}

interface Export {
  readonly name: string;
  readonly symbol: DeclaredSymbol;
  readonly declaration: Node;
}

/** The exports of a file in the order of the alphabet, values before types. */
function readExports({ program, checker }: Project, file: string): Export[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) {
    throw new Error(`${file} is no module`);
  }
  const exports = checker.getExportsOfModule(module).map((exported) => {
    const isAlias = (exported.flags & SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const name = exported.name === 'default' ? symbol.name : exported.name;
    return { name, symbol, declaration: symbol.declarations[0]!.resolve()! };
  });
  return exports.sort(
    (a, b) => Number(isType(a)) - Number(isType(b)) || a.name.localeCompare(b.name, 'en'),
  );
}

function isType({ symbol }: Export): boolean {
  return (symbol.flags & SymbolFlags.Value) === 0;
}

interface Subpath {
  readonly name: string;
  readonly exports: readonly Export[];
  readonly checker: Checker;
  /** The subpath that describes a declaration already. */
  readonly written: Map<Node, string>;
}

/** A list of the subpaths, each with its functions, classes and constants. */
function renderContents(subpaths: readonly Subpath[]): string {
  const items = subpaths.map(({ name, exports }) => {
    const values = exports.filter((one) => !isType(one)).map((one) => `\`${one.name}\``);
    return `- ${linkTo(name)}: ${values.join(', ')}`;
  });
  return items.join('\n');
}

function linkTo(subpath: string): string {
  return `[\`${subpath}\`](#${slug(subpath)})`;
}

function renderSubpath({ name, exports, checker, written }: Subpath): string {
  const isNew = ({ declaration }: Export) => !written.has(declaration);
  const shared = exports.filter((one) => !isNew(one));
  const described = exports.filter(isNew);
  const short = described.filter((one) => isShort(one, checker));
  const sections = [`## \`${name}\``];
  for (const other of new Set(shared.map(({ declaration }) => written.get(declaration)!))) {
    const those = shared.filter(({ declaration }) => written.get(declaration) === other);
    const names = those.map((one) => `\`${one.name}\``).join(', ');
    sections.push(`The same as in ${linkTo(other)}: ${names}.`);
  }
  for (const one of described) {
    written.set(one.declaration, name);
    if (!short.includes(one)) {
      sections.push(`### \`${one.name}\``, ...renderExport(one, checker));
    }
  }
  if (short.length > 0) {
    const declarations = short.map(({ symbol, declaration }) => {
      const comment = checker.getDocumentationCommentOfSymbol(symbol).replace(/^/gm, '// ');
      return `${comment}\n${writeSignature(declaration)}`;
    });
    sections.push(`### Other types of \`${name}\``, fence(declarations.join('\n\n')));
  }
  return sections.join('\n\n');
}

/** Whether a type says all with its declaration and a comment of one paragraph. */
function isShort(one: Export, checker: Checker): boolean {
  const hasParagraphs = checker.getDocumentationCommentOfSymbol(one.symbol).includes('\n\n');
  return isType(one) && !hasParagraphs && renderMembers(one.declaration, checker) === '';
}

function renderExport({ symbol, declaration }: Export, checker: Checker): string[] {
  const tags = checker.getJsDocTagsOfSymbol(symbol);
  const list = (name: string) =>
    tags
      .filter((tag) => tag.name === name)
      .map(({ text = '' }) => `- ${inOneLine(text)}`)
      .join('\n');
  const members = renderMembers(declaration, checker);
  const errors = list('throws');
  return [
    members === '' ? fence(writeSignature(declaration)) : '',
    checker.getDocumentationCommentOfSymbol(symbol),
    members,
    list('param').replace(/^- (\w+) - /gm, '- `$1`: '),
    errors === '' ? '' : `Throws:\n\n${errors}`,
    ...tags.filter(({ name }) => name === 'example').map(({ text = '' }) => text),
  ].filter((text) => text !== '');
}

/** The declaration without its comments, bodies, constructors and the word `export`. */
function writeSignature(declaration: Node): string {
  const source = declaration.getSourceFile().text;
  const start = declaration.getStart();
  const { body, members } = declaration as MemberHolder & { readonly body?: Node };
  if (declaration.kind === SyntaxKind.ClassDeclaration) {
    const lines = members!.filter(isPublic).map((member) => `  ${writeSignature(member)}\n`);
    const head = source.slice(start, members![0]?.pos ?? declaration.end - 1);
    return stripComments(`${head}${lines.length === 0 ? '' : `\n${lines.join('')}`}}`);
  }
  // The word `const` is not in the node of the variable, but in an ancestor.
  const words = declaration.kind === SyntaxKind.VariableDeclaration ? 'const ' : '';
  return words + stripComments(source.slice(start, body ? body.pos : declaration.end));
}

function stripComments(code: string): string {
  return code
    .replace(/^export /, '')
    .replace(/\s*\/\*\*[\s\S]*?\*\//g, '')
    .trim();
}

/** An interface or a class; another declaration has neither property. */
interface MemberHolder {
  readonly members?: readonly (Node & { readonly name?: Node })[];
  readonly heritageClauses?: InterfaceDeclaration['heritageClauses'];
}

/** Whether a member has a name that a user may write. A constructor and `#private` have none. */
function isPublic({ name }: { readonly name?: Node }): boolean {
  return name?.kind === SyntaxKind.Identifier;
}

/** The members, as a list; empty for a declaration of which no member has a comment. */
function renderMembers(declaration: Node, checker: Checker): string {
  const { members = [], heritageClauses = [] } = declaration as MemberHolder;
  const items = members.filter(isPublic).map((member) => {
    const symbol = checker.getSymbolAtLocation(member.name!);
    const signature = inOneLine(writeSignature(member))
      .replace(/( \| undefined)?;$/, '')
      .replace(/\( /g, '(')
      .replace(/, \)/g, ')');
    return { signature, comment: symbol ? checker.getDocumentationCommentOfSymbol(symbol) : '' };
  });
  if (items.every(({ comment }) => comment === '')) {
    return '';
  }
  const bases = heritageClauses.map(
    ({ types }) => `All of \`${types.map((type) => type.getText()).join('`, `')}\`, and:`,
  );
  const list = items.map(({ signature, comment }) =>
    [`- \`${signature}\``, inOneLine(comment)].filter((text) => text !== '').join(': '),
  );
  return [...bases, list.join('\n')].join('\n\n');
}

function inOneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}
