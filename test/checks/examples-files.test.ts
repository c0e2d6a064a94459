import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../e2e/examples/examples.js';
import { ROOT } from './run-program.js';

const read = (file: string) => readFileSync(join(ROOT, 'examples', file), 'utf8');

/** The text of a file from one mark up to another one. */
function cut(name: string, from: string, to: string): string {
  const text = read(`${name}/server.ts`);
  const start = text.indexOf(from);
  const end = text.indexOf(to, start);
  expect([start, end], `${from} … ${to} in ${name}`).not.toContain(-1);
  return text.slice(start, end);
}

describe.each(EXAMPLES)('the example %s', (name) => {
  it('is one file that imports packages by their names alone', () => {
    const { dependencies } = JSON.parse(read(`${name}/package.json`));
    const text = read(`${name}/server.ts`);
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, module]) => module!);
    const packages = imported
      .filter((module) => !module.startsWith('node:'))
      .map((module) => /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0]);
    expect([...new Set(packages)].sort()).toEqual(Object.keys(dependencies).sort());
    expect(packages).toContain('pocket-spa-auth');
  });

  it('can be read in one sitting', () => {
    expect(read(`${name}/server.ts`).split('\n').length).toBeLessThanOrEqual(150);
  });

  it('is in the table of the README, with its command', () => {
    const row = `| [${name}/server.ts](${name}/server.ts) | \`cd examples/${name} && npm ci && npm start\` |`;
    expect(read('README.md')).toContain(row);
  });

  it('has the common parts of the examples unchanged', () => {
    const accounts = ['// The accounts', '\nconst HEADERS'] as const;
    expect(cut(name, ...accounts)).toBe(cut('express', ...accounts));
    const headers = ['const HEADERS', '\n};'] as const;
    expect(cut(name, ...headers)).toBe(cut('express', ...headers));
  });
});

it.each(['koa', 'node-http', 'fetch'])('the sessions of %s are those of hono', (name) => {
  const sessions = ['// The sessions', '\n}\n\nconst '] as const;
  expect(cut(name, ...sessions)).toBe(cut('hono', ...sessions));
});

// A framework builds what is in the folder of its project alone, so each project has a copy.
it.each([
  'nest/src/accounts.ts',
  'nuxt/server/utils/accounts.ts',
  'react-router/app/accounts.server.ts',
  'sveltekit/src/lib/server/accounts.ts',
])('the accounts in %s are those of next', (file) => {
  expect(read(file)).toBe(read('next/lib/accounts.ts'));
});
