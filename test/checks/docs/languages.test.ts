import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../build/host/packages.js';

const LANGUAGES = join(packageRoot, 'test/conformance');

const folders = readdirSync(LANGUAGES).filter((name) =>
  existsSync(join(LANGUAGES, name, 'language.json')),
);

// `npm run conformance` runs the file itself.
it.each(folders)('docs/languages.md shows the example of %s as it is', (folder) => {
  const page = readFileSync(join(packageRoot, 'docs/languages.md'), 'utf8');
  const example = readFileSync(findExample(join(LANGUAGES, folder)), 'utf8');
  expect(page).toContain(`\n${example}\`\`\`\n`);
});

/** The one file of the folder that is named as an example, or is in a folder of examples. */
function findExample(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const [example, ...others] = files.filter((file) => /(^|\/)examples?[./][^/]+$/i.test(file));
  expect(others).toEqual([]);
  return join(folder, example!);
}
