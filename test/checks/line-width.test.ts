import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from './run-program.js';

/** The line width of biome.json. The formatter wraps code and leaves comments alone. */
const WIDTH = 100;

describe('the width of comments', () => {
  it('is at most the width of the formatter in every source file', async () => {
    const { stdout } = await promisify(execFile)('git', ['ls-files', '*.ts', '*.js', '*.mjs'], {
      cwd: ROOT,
    });
    const files = stdout.trim().split('\n');
    expect(files.length).toBeGreaterThan(300);
    const found = await Promise.all(
      files.map(async (file) =>
        wideComments(await readFile(join(ROOT, file), 'utf8')).map((line) => `${file}:${line}`),
      ),
    );
    expect(found.flat()).toEqual([]);
  });

  it.each([
    ['a line of a block', `   * ${'a '.repeat(60)}`, [1]],
    ['a comment of one line', `/** ${'a '.repeat(60)} */`, [1]],
    ['a line comment behind another', `// short\n// ${'a '.repeat(60)}`, [2]],
    ['no long string in code', `const text = '${'a '.repeat(60)}';`, []],
    ['no address, which has no place to break', `// https://example.com/${'a'.repeat(100)}`, []],
    ['no value of an example, which stays in one line', ` * f(); // => "${'a'.repeat(100)}"`, []],
  ])('finds %s', (_, text, lines) => {
    expect(wideComments(text)).toEqual(lines);
  });
});

/** The numbers of the lines that are comments and too wide. */
function wideComments(text: string): number[] {
  return text.split('\n').flatMap((line, index) => {
    const isComment = /^\s*(?:\/\/|\/?\*)/.test(line);
    const isExempt = /https?:\/\/\S{60}|\/\/ =>/.test(line);
    return isComment && !isExempt && line.length > WIDTH ? [index + 1] : [];
  });
}
