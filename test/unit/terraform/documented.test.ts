import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { synthesize } from '../../../build/synth/synth.js';
import { type Attribute, DOCUMENTED, type Kind } from '../../interop/terraform/documented.js';
import { type Block, type Reference, readBlocks, readReferences } from './hcl.js';

const ROOT = join(import.meta.dirname, '../../../terraform');

const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tf'))
  .map((name) => [`terraform/${name}`, readFileSync(join(ROOT, name), 'utf8')] as const);

const SYNTHESIZED = synthesize('terraform', {
  code: '',
  manifest: {
    name: 'shop-dev',
    version: '1.2.3',
    runtime: 'cloudfront-js-2.0',
    secret: 'kvs',
    features: [],
    bytes: 0,
    sha256: '',
    configHash: '',
  },
  fill: '',
  alarms: true,
}).singleText;

const TEXTS = [...FILES, ['synth', SYNTHESIZED] as const];

const documented = ({ kind, type }: Block | Reference) => {
  const attributes = DOCUMENTED[kind as Kind].get(type);
  expect(attributes, `${kind} ${type}`).toBeDefined();
  return attributes!;
};

const isArgument = (attribute: Attribute | undefined) =>
  attribute !== undefined && (attribute.required || attribute.optional);

describe.each(TEXTS)('%s', (_, text) => {
  it('gives arguments alone that the provider documents, and every required one', () => {
    for (const block of readBlocks(text)) {
      const attributes = documented(block);
      expect(block.arguments.filter((name) => !isArgument(attributes.get(name)))).toEqual([]);
      const required = [...attributes].filter(([, { required }]) => required);
      expect(block.arguments).toEqual(expect.arrayContaining(required.map(([name]) => name)));
    }
  });

  it('uses attributes alone that the provider documents', () => {
    for (const reference of readReferences(text)) {
      expect([...documented(reference).keys()]).toContain(reference.attribute);
    }
  });
});

describe('the reader of HCL', () => {
  it('finds every block and its arguments', () => {
    const blocks = TEXTS.flatMap(([, text]) => readBlocks(text));
    const declared = TEXTS.flatMap(
      ([, text]) => text.match(/^(?:resource|data|ephemeral) /gm) ?? [],
    );
    expect(blocks).toHaveLength(declared.length);
    expect(blocks.every((block) => block.arguments.length > 0)).toBe(true);
    expect(new Set(blocks.map(({ kind, type }) => `${kind} ${type}`))).toEqual(
      new Set(
        Object.entries(DOCUMENTED).flatMap(([kind, types]) =>
          [...types.keys()].map((type) => `${kind} ${type}`),
        ),
      ),
    );
  });

  it('reads arguments and references', () => {
    const text = `resource "aws_a" "this" {
  count = 1
  name  = data.aws_b.this[0].value
  tags  = { name = ephemeral.aws_c.this.x }

  lifecycle {
    ignore_changes = [name]
  }
}
`;
    expect(readBlocks(text)).toEqual([
      { kind: 'resource', type: 'aws_a', arguments: ['name', 'tags'] },
    ]);
    expect(readReferences(`${text}  # aws_e.this.f\noutput = one(aws_d.this[*].arn)`)).toEqual([
      { kind: 'data', type: 'aws_b', attribute: 'value' },
      { kind: 'ephemeral', type: 'aws_c', attribute: 'x' },
      { kind: 'resource', type: 'aws_d', attribute: 'arn' },
    ]);
  });
});

describe('the module and synth', () => {
  const alarms = (text: string) =>
    [...text.matchAll(/^ +(?:metric|metric_name) += "(\w+)"/gm)].map(([, name]) => name);

  it('have the same alarms', () => {
    const module = FILES.map(([, text]) => text).join('');
    expect(alarms(module)).toHaveLength(3);
    expect(alarms(module)).toEqual(alarms(SYNTHESIZED));
    for (const pattern of [
      /"The function of pocket[^"]+"/g,
      /threshold += \d+/g,
      /"Sum"|"Average"/g,
    ]) {
      const collect = (text: string) =>
        text.match(pattern)!.map((part) => part.replace(/ +/g, ' '));
      expect(collect(module)).toEqual(collect(SYNTHESIZED));
    }
  });

  it('give the function and the store the same comments', () => {
    const comments = (text: string) => text.match(/^ {2}comment = .*$/gm);
    expect(comments(FILES.find(([name]) => name.endsWith('terraform/main.tf'))![1])).toEqual(
      comments(SYNTHESIZED),
    );
  });
});
