import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { findCommandLines, findCommandProblem, findSpanProblem } from './command-lines.js';
import { parsePage } from './markdown.js';
import { listPages, readPage } from './pages.js';

/** Options of other programs that the pages name by themselves. */
const OTHER_PROGRAMS = /^--(?:write|check|rounds|seed|build|module|experimental-\w+)\b/;

/** It shows command lines that are wrong, with the message that each gets. */
const MISTAKES = 'docs/mistakes.md';

const pages = listPages()
  .filter((path) => path !== MISTAKES)
  .map((path) => ({ path, page: parsePage(readPage(path)) }));

describe('the command lines of the documents', () => {
  it('are found', () => {
    expect(pages.flatMap(({ page }) => findCommandLines(page)).length).toBeGreaterThan(50);
  });

  it.each(pages)('$path: each names a command and options that exist', ({ page }) => {
    const spans = page.spans.filter((span) => !OTHER_PROGRAMS.test(span));
    expect([
      ...findCommandLines(page).flatMap((line) => findCommandProblem(line) ?? []),
      ...spans.flatMap((span) => findSpanProblem(span) ?? []),
    ]).toEqual([]);
  });

  it.each(pages)('$path: each script of npm exists', ({ page }) => {
    const texts = [...page.fences.map(({ text }) => text), ...page.spans];
    const scripts = texts.flatMap((text) => [...text.matchAll(/\bnpm run ([\w:-]+)/g)]);
    expect(Object.keys(manifest.scripts)).toEqual(
      expect.arrayContaining(scripts.map(([, name]) => name)),
    );
  });
});

describe('the check of command lines', () => {
  it.each([
    ['build --out x', undefined],
    ['token check', undefined],
    ['<command>', undefined],
    ['--version', undefined],
    ['buidl', 'no such command: buidl'],
    ['build --secret-only', 'build has no option --secret-only'],
    ['token chekc', 'no such command: token chekc'],
    ['deploy --dry-run --jsno=1', 'deploy has no option --jsno'],
  ])('judges %s', (line, problem) => expect(findCommandProblem(line)).toBe(problem));

  it.each([
    ['--dry-run', undefined],
    ['deploy', undefined],
    ['deploy --dry-run', undefined],
    ['git --no-such', undefined],
    ['--dryrun', 'no command has the option --dryrun'],
    ['deploy --dryrun', 'deploy has no option --dryrun'],
  ])('judges the span %s', (span, problem) => expect(findSpanProblem(span)).toBe(problem));

  it('reads fences and spans, pipes and comments aside', () => {
    const page = parsePage(
      'Run `npx pocket-spa-auth build`.\n```sh\nx=$(npx pocket-spa-auth secret generate) # a\nnpx pocket-spa-auth deploy \\\n  --dry-run | cat\n```\n',
    );
    expect(findCommandLines(page)).toEqual(['secret generate', 'deploy    --dry-run', 'build']);
  });
});
