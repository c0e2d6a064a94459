import { expect, it } from 'vitest';
import { checkSites } from '../../../../../../build/aws/doctor/checks/site.js';
import type { ExposedFile } from '../../../../../../build/compile/find-exposed.js';
import { healthyInput } from './healthy.js';

const FILE = { file: 'dist/edge/f.js', content: 'function', holdsSecret: true } as const;

function check(exposed?: ExposedFile) {
  return checkSites(healthyInput({ sites: { folders: ['dist'], exposed } }));
}

it('finds nothing in a site without such a file, and where nobody has looked', () => {
  expect(check()).toEqual([]);
  expect(checkSites(healthyInput())).toEqual([]);
});

it('finds a function that contains the secret', () => {
  const [finding, ...more] = check(FILE);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ code: 'secret-in-site', severity: 'error' });
  expect(finding!.what).toBe('"dist/edge/f.js" is a built function, and it contains the secret');
  expect(finding!.fix).toContain('npx pocket-spa-auth rotate --emergency');
});

it('finds a function without a secret', () => {
  expect(check({ ...FILE, holdsSecret: false })).toMatchObject([
    { code: 'function-in-site', severity: 'warning' },
  ]);
});

it('finds the secret in a .env', () => {
  expect(check({ ...FILE, file: 'public/.env', content: 'environment' })).toMatchObject([
    { code: 'secret-in-site', what: '"public/.env" contains the secret' },
  ]);
});
