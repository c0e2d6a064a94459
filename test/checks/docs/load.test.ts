import { expect, it } from 'vitest';
import { isDocumentCurrent } from '../../bench/django/document.js';

it('examples/django/README.md has the recorded numbers: npm run bench:django -- --write', () => {
  expect(isDocumentCurrent()).toBe(true);
});
