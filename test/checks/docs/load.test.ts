import { expect, it } from 'vitest';
import { isDocumentCurrent } from '../../bench/django/document.js';

it('examples/django/docs/server.md has the recorded numbers: npm run bench:django -- --write', () => {
  expect(isDocumentCurrent()).toBe(true);
});
