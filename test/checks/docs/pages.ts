import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run-program.js';

/** Every Markdown page that is tracked by git or new, relative to the root. */
export function listPages(): string[] {
  const which = ['--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', ['ls-files', ...which, '-z', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
    // A git hook sets these to its own repository, which would be used instead.
    env: {
      ...process.env,
      GIT_DIR: undefined,
      GIT_INDEX_FILE: undefined,
      GIT_WORK_TREE: undefined,
    },
  });
  const paths = listed.split('\0').filter((path) => path !== '');
  return [...new Set(paths)].filter((path) => existsSync(join(ROOT, path))).sort();
}

export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The number of words, counted as `wc -w` counts them. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/**
 * Replaces the text between `<!-- name -->` and `<!-- /name -->` on a page, for every name.
 *
 * @throws Error if the page has no place of a name, or a place for a name that is not given.
 */
export function insertBlocks(text: string, blocks: Readonly<Record<string, string>>): string {
  const places = [...text.matchAll(/<!-- ([\w: -]+) -->\n/g)].map(([, name]) => name!);
  const missing = Object.keys(blocks).filter((name) => !places.includes(name));
  const unknown = places.filter((name) => !(name in blocks));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(
      `the page lacks a place for [${missing.join(', ')}] and has one for the unknown [${unknown.join(', ')}]`,
    );
  }
  return text.replace(
    /(<!-- ([\w: -]+) -->\n)[\s\S]*?(<!-- \/\2 -->)/g,
    (_, open: string, name: string, close: string) => `${open}${blocks[name]}\n${close}`,
  );
}

/** A link to a file of the repository at the end of a paragraph, and the fence that follows it. */
const QUOTED = /(\]\((\.\.\/examples\/[^)\s]+)\):\n\n```\w+\n)[\s\S]*?(```\n)/g;

/** Replaces each fence that follows a link to a file of an example by the text of that file. */
export function insertFiles(text: string): string {
  return text.replace(QUOTED, (_, open: string, link: string, close: string) => {
    const content = readPage(decodeURI(link.slice('../'.length)));
    return `${open}${content.trimEnd()}\n${close}`;
  });
}

/** Whether a page has such a fence. */
export const quotesFiles = (text: string): boolean => text.search(QUOTED) !== -1;
