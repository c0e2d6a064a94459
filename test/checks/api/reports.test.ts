import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writeReports } from './report.js';

const reports = writeReports();

it.each(reports)('the public types of $name are those on record', async ({ name, text }) => {
  await expect(
    text,
    'the public types have changed: `npm run docs` records them, and CHANGELOG.md has to tell',
  ).toMatchFileSnapshot(`${name}.d.ts.txt`);
});

it('every record is of a subpath that the package has', () => {
  const records = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));
  expect(records.sort()).toEqual(reports.map(({ name }) => `${name}.d.ts.txt`).sort());
});
