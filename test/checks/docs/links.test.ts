import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../run-program.js';
import { parsePage } from './markdown.js';
import { listPages, readPage } from './pages.js';

/** What is wrong with a link of `page`; undefined if it leads somewhere. */
function findLinkProblem(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) {
    return undefined;
  }
  const [path = '', fragment] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)));
  if (target.startsWith('..') || !existsSync(join(ROOT, target))) {
    return `${page}: ${link} leads to no file`;
  }
  if (path.endsWith('/') !== statSync(join(ROOT, target)).isDirectory()) {
    return `${page}: ${link}: the path of a folder ends in "/", and no other does`;
  }
  if (fragment !== undefined && !parsePage(readPage(target)).anchors.has(fragment)) {
    return `${page}: ${link}: ${target} has no heading #${fragment}`;
  }
  return undefined;
}

describe('the links of the documents', () => {
  it.each(listPages())('%s: each leads to a file and a heading that exist', (page) => {
    const { links } = parsePage(readPage(page));
    const problems = links.flatMap((link) => findLinkProblem(page, link) ?? []);
    expect(problems).toEqual([]);
  });

  it('reach every page of docs/ from the index', () => {
    const linked = parsePage(readPage('docs/README.md')).links.map((link) => link.split('#')[0]);
    const pages = listPages().filter((page) => /^docs\/(?!README)/.test(page));
    expect(pages.filter((page) => !linked.includes(page.slice('docs/'.length)))).toEqual([]);
  });
});

describe('the check of links', () => {
  it.each([
    ['docs/aws.md', undefined],
    ['docs/aws.md#costs', undefined],
    ['docs/', undefined],
    ['#nothing', 'README.md has no heading'],
    ['docs/aws.md#prices', 'docs/aws.md has no heading'],
    ['docs/nothing.md', 'leads to no file'],
    ['../outside.md', 'leads to no file'],
    ['docs', 'ends in "/"'],

    ['https://example.com/nothing', undefined],
  ])('on README.md judges %s', (link, problem) => {
    const found = findLinkProblem('README.md', link);
    if (problem === undefined) {
      expect(found).toBeUndefined();
    } else {
      expect(found).toContain(problem);
    }
  });

  it('reads links, images, HTML and headings, and nothing in code', () => {
    const page = parsePage(
      '# A `b` & *c*\n## Same\n## Same\n[x](a.md) ![y](b.png)\n\n<img src="c.svg">\n\n`[z](d.md)`\n\n```\n[w](e.md)\n# no\n```',
    );
    expect(page.links).toEqual(['a.md', 'b.png', 'c.svg']);
    expect([...page.anchors]).toEqual(['a-b--c', 'same', 'same-1']);
    expect(page.spans).toEqual(['b', '[z](d.md)']);
    expect(page.fences).toEqual([{ language: '', text: '[w](e.md)\n# no' }]);
  });
});
