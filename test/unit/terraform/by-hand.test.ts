import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Block, readBlocks } from './hcl.js';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readBlocks(readFileSync(join(ROOT, path), 'utf8'));

const BY_HAND = read('test/interop/terraform/by-hand.tf');
const MODULES = ['main.tf', 'fill.tf', 'secret/main.tf'].flatMap((name) =>
  read(`terraform/${name}`),
);

/**
 * What differs from the arguments that one writes by hand. `fill_with_secret_in_state` alone makes
 * the key, so it is a resource of both.
 */
const DIFFERENCES: Readonly<Record<string, { byHand: string[]; module: string[] }>> = {
  aws_cloudfront_function: { byHand: [], module: [] },
  aws_cloudfront_key_value_store: { byHand: [], module: [] },
  aws_cloudfrontkeyvaluestore_key: { byHand: [], module: [] },
  aws_secretsmanager_secret: {
    byHand: [],
    module: ['kms_key_id', 'recovery_window_in_days', 'tags'],
  },
  aws_secretsmanager_secret_version: {
    // The value is in the state. A write-only argument is in neither plan nor state.
    byHand: ['secret_string'],
    module: ['secret_string_wo', 'secret_string_wo_version', 'version_stages'],
  },
};

it('the modules make what one writes by hand, with these differences', () => {
  for (const [type, differences] of Object.entries(DIFFERENCES)) {
    const byHand = find(BY_HAND, type);
    const module = find(MODULES, type);
    expect({
      byHand: byHand.filter((name) => !module.includes(name)),
      module: module.filter((name) => !byHand.includes(name)),
    }).toEqual(differences);
  }
});

it('what one writes by hand has two more resources: the value, and the site', () => {
  const types = BY_HAND.map(({ type }) => type).filter((type) => !(type in DIFFERENCES));
  // Blocks without arguments of their own are read too.
  expect(types).toEqual(['random_id', 'aws_cloudfront_distribution']);
});

it('the modules have one more resource: the value that no state has', () => {
  const more = MODULES.filter(({ kind, type }) => kind !== 'data' && !(type in DIFFERENCES));
  expect(more.map(({ kind, type }) => `${kind} ${type}`)).toEqual([
    'ephemeral aws_secretsmanager_random_password',
  ]);
});

function find(blocks: readonly Block[], type: string): readonly string[] {
  const found = blocks.filter((block) => block.kind === 'resource' && block.type === type);
  expect(found, type).toHaveLength(1);
  return found[0]!.arguments;
}
