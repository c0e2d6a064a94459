/** The code of one fence in a document or in a TSDoc comment. It is a complete program. */
export interface Example {
  /** The file and the line of the fence. */
  readonly location: string;
  readonly code: string;
}

/** Finds the `ts` fences of a Markdown text. */
export function findMarkdownExamples(file: string, text: string): Example[] {
  return findFences(file, text.split('\n'));
}

/** Finds the `ts` fences in the block comments of a TypeScript text. */
export function findCommentExamples(file: string, text: string): Example[] {
  return findFences(
    file,
    text.split('\n').map((line) => /^\s*\*(?: (.*))?$/.exec(line)?.[1] ?? ''),
  );
}

function findFences(file: string, lines: readonly string[]): Example[] {
  const examples: Example[] = [];
  let open: { start: number; language: string } | undefined;
  lines.forEach((line, i) => {
    const language = /^\s*```(.*)$/.exec(line)?.[1]?.trim();
    if (language === undefined) {
      return;
    }
    if (!open) {
      open = { start: i, language };
    } else if (language === '') {
      const code = lines.slice(open.start + 1, i).join('\n');
      if (/^ts\b/.test(open.language)) {
        examples.push({ location: `${file}:${open.start + 1}`, code });
      }
      open = undefined;
    }
  });
  return examples;
}

const ASSERTION = /^(?<code>.*\S)\s*\/\/ => (?<expected>.+)$/;
const DECLARATION = /^(?:export )?(?:const|let) (?<name>[\w$]+)\b/;

/** Turns each `// => <JSON>` into an assertion about the expression or the constant on its line. */
export function toProgram({ code, location }: Example): string {
  const body = code.split('\n').map((line, i) => {
    const assertion = ASSERTION.exec(line.trim())?.groups;
    if (!assertion) {
      return line;
    }
    const description = JSON.stringify(`${location}, line ${i + 1} of the example`);
    const expected = normalizeJson(assertion.expected!, description);
    const name = DECLARATION.exec(assertion.code!)?.groups?.name;
    if (name) {
      return `${assertion.code}\n$expect(${name}, ${expected}, ${description});`;
    }
    return `$expect((${assertion.code!.replace(/;$/, '')}), ${expected}, ${description});`;
  });
  return `${PRELUDE}\n${body.join('\n')}\n`;
}

// The actual value is converted through JSON, because the expected value is JSON. A value that JSON
// cannot represent fails there. `void` counts as a use, for an example that expects nothing.
const PRELUDE = `import $assert from 'node:assert/strict';
const $expect = (actual: unknown, expected: unknown, where: string): void =>
  $assert.deepEqual(JSON.parse(JSON.stringify(actual)), expected, where);
void $expect;`;

function normalizeJson(text: string, description: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    throw new Error(`${description}: the text after "// =>" is not JSON`);
  }
}
