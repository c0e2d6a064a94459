/** One fence of a document or of a TSDoc comment: a whole program. */
export interface Example {
  /** File and line of the fence. */
  readonly place: string;
  readonly code: string;
}

/** The `ts` fences of a Markdown text. */
export function markdownExamples(file: string, text: string): Example[] {
  return fences(file, text.split('\n'));
}

/** The `ts` fences in the block comments of a TypeScript text. */
export function commentExamples(file: string, text: string): Example[] {
  return fences(
    file,
    text.split('\n').map((line) => /^\s*\*(?: (.*))?$/.exec(line)?.[1] ?? ''),
  );
}

function fences(file: string, lines: readonly string[]): Example[] {
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
        examples.push({ place: `${file}:${open.start + 1}`, code });
      }
      open = undefined;
    }
  });
  return examples;
}

const ASSERTION = /^(?<code>.*\S)\s*\/\/ => (?<expected>.+)$/;
const DECLARATION = /^(?:export )?(?:const|let) (?<name>[\w$]+)\b/;

/** The program with each `// => <JSON>` turned into an assertion about the expression or constant on its line. */
export function executable({ code, place }: Example): string {
  const body = code.split('\n').map((line, i) => {
    const found = ASSERTION.exec(line.trim())?.groups;
    if (!found) {
      return line;
    }
    const where = JSON.stringify(`${place}, line ${i + 1} of the example`);
    const expected = jsonText(found.expected!, where);
    const name = DECLARATION.exec(found.code!)?.groups?.name;
    if (name) {
      return `${found.code}\n$expect(${name}, ${expected}, ${where});`;
    }
    return `$expect((${found.code!.replace(/;$/, '')}), ${expected}, ${where});`;
  });
  return `${PRELUDE}\n${body.join('\n')}\n`;
}

// Through JSON, as the expectation is written; what JSON cannot hold fails there.
const PRELUDE = `import $assert from 'node:assert/strict';
const $expect = (actual: unknown, expected: unknown, where: string): void =>
  $assert.deepEqual(JSON.parse(JSON.stringify(actual)), expected, where);`;

function jsonText(text: string, where: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    throw new Error(`${where}: what stands after "// =>" is not JSON`);
  }
}
