import { describe, expect, it } from 'vitest';
import { ROOT } from '../run-program.js';
import { renderApi } from './api.js';
import { namedCommands, renderCommandBlocks } from './commands.js';
import { renderConfigurationBlocks } from './configuration.js';
import { insertBlocks, insertFiles, listPages, quotesFiles, readPage } from './pages.js';
import { measure, renderSizeBlocks } from './sizes.js';

const NOT_CURRENT = 'the page is not current; `npm run docs` writes it again';

const pagesWithFiles = listPages().filter(
  (page) => page.startsWith('docs/') && quotesFiles(readPage(page)),
);

describe('the generated documents', () => {
  it('docs/api.md is made from the comments of the public exports', async () => {
    await expect(renderApi(), NOT_CURRENT).toMatchFileSnapshot(`${ROOT}/docs/api.md`);
  });

  it('docs/commands.md has the options of every command', async () => {
    const page = insertBlocks(readPage('docs/commands.md'), renderCommandBlocks());
    await expect(page, NOT_CURRENT).toMatchFileSnapshot(`${ROOT}/docs/commands.md`);
  });

  it('docs/configuration.md has every key of the schema', async () => {
    const page = insertBlocks(readPage('docs/configuration.md'), renderConfigurationBlocks());
    await expect(page, NOT_CURRENT).toMatchFileSnapshot(`${ROOT}/docs/configuration.md`);
  });

  it('docs/sizes.md has the size of every subpath', async () => {
    const page = insertBlocks(readPage('docs/sizes.md'), await renderSizeBlocks());
    await expect(page, NOT_CURRENT).toMatchFileSnapshot(`${ROOT}/docs/sizes.md`);
  });

  it.each(pagesWithFiles)('%s quotes the files of the examples as they are', async (page) => {
    const current = insertFiles(readPage(page));
    await expect(current, NOT_CURRENT).toMatchFileSnapshot(`${ROOT}/${page}`);
  });

  it.each(namedCommands)('docs/commands.md has an example of $call', ({ call }) => {
    const [, section = ''] = readPage('docs/commands.md').split(`<!-- /command: ${call} -->`);
    const [example = ''] = section.split(/^## /m);
    expect(example).toMatch(new RegExp(`^.*npx pocket-spa-auth ${call}\\b`, 'm'));
  });
});

it('the file for browsers has at most 1,500 bytes, and needs no package', async () => {
  const { gzipped, packages } = await measure('browser', 'dist/browser/index.js');
  expect(gzipped).toBeLessThanOrEqual(1500);
  expect(packages).toEqual([]);
});

describe('the files that pages quote', () => {
  it('are those of every framework', () => {
    const frameworks = ['frameworks', 'nest', 'next', 'nuxt', 'react-router', 'sveltekit'];
    expect(pagesWithFiles).toEqual(frameworks.map((name) => `docs/${name}.md`));
  });

  it('replace what stands under a link to them, and nothing else', () => {
    const link = '[x](../examples/frameworks.config.json)';
    const page = `${link}:\n\n\`\`\`json\nold\n\`\`\`\n\n${link}\n\n\`\`\`json\nkept\n\`\`\`\n`;
    const text = insertFiles(page);
    expect(text).toContain('"spaFallback": false');
    expect(text).not.toContain('old');
    expect(text).toContain('kept');
  });
});

describe('the places of a page', () => {
  it('get their text, and the rest of the page stays', () => {
    const page = 'a\n<!-- x: y -->\nold\n<!-- /x: y -->\nb\n<!-- z -->\n<!-- /z -->\n';
    expect(insertBlocks(page, { 'x: y': 'new', z: 'more' })).toBe(
      'a\n<!-- x: y -->\nnew\n<!-- /x: y -->\nb\n<!-- z -->\nmore\n<!-- /z -->\n',
    );
  });

  it.each([
    ['<!-- x -->\n<!-- /x -->', {}, 'unknown [x]'],
    ['text', { x: '' }, 'a place for [x]'],
  ])('have to be those that are made: %j %j', (page, blocks, message) => {
    expect(() => insertBlocks(page, blocks)).toThrow(message);
  });
});
