import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { vectors } from '../suites/vector-file.js';
import { vectorFiles } from './generator/files.js';
import type { Kind } from './types.js';

const kinds = Object.keys(vectorFiles()) as Kind[];
const text = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  // A field is described once, and required or typed again under a condition.
  strictTypes: false,
  strictRequired: false,
  formats: { uri: URL.canParse },
}).compile(JSON.parse(text('vectors.schema.json')));

describe.each(kinds)('%s.json', (kind) => {
  const { cases, notes, numberOfCases } = vectors(kind);

  it('equals the output of the generator', () => {
    expect(text(`${kind}.json`) === vectorFiles()[kind], 'out of date: run npm run vectors').toBe(
      true,
    );
  });

  it('follows the schema', () => {
    validate(vectors(kind));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('states its number of cases', () => {
    expect(numberOfCases).toBe(cases.length);
  });

  it('numbers its cases in ascending order', () => {
    const ids = cases.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  it('has no two cases with the same comment', () => {
    const comments = cases.map(({ comment }) => comment);
    expect(comments.filter((comment, at) => comments.indexOf(comment) !== at)).toEqual([]);
  });

  it('explains exactly the flags that it uses', () => {
    const used = new Set(cases.flatMap(({ flags }) => flags));
    expect(Object.keys(notes).sort()).toEqual([...used].sort());
  });

  it('is ASCII, with one case per line', () => {
    expect(text(`${kind}.json`)).not.toMatch(/[^\n\x20-\x7e]/);
    expect(text(`${kind}.json`).match(/^ {4}\{"id":/gm)).toHaveLength(cases.length);
  });
});

describe('the schema', () => {
  const one = {
    id: 1,
    comment: 'x',
    flags: [],
    next: '/',
    fallback: null,
    allowedOrigins: [],
    result: 'valid',
    expected: '/',
  };
  const file = (cases: object[]) => ({
    $schema: './vectors.schema.json',
    kind: 'safe-next',
    version: '1.0.0',
    description: 'x',
    notes: {},
    numberOfCases: 1,
    cases,
  });

  it('accepts a valid file', () => {
    expect(validate(file([one]))).toBe(true);
  });

  it.each([
    ['an unknown field', { ...one, extra: 1 }],
    ['a missing field', { ...one, expected: undefined }],
    ['an unknown result', { ...one, result: 'acceptable' }],
    ['the case of another kind', vectors('secret').cases[0]!],
  ])('rejects a file with %s', (_what, wrong) => {
    expect(validate(file([JSON.parse(JSON.stringify(wrong))]))).toBe(false);
  });
});
