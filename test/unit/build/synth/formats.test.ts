import { describe, expect, it } from 'vitest';
import { type Format, synthesize } from '../../../../build/synth/synth.js';

// Everything that one of the languages has a mark or an escape for.
const CODE = `var a="\${b} %{c} $\${d} '\\\\n\\u0041";\nfunction handler(){}\t\b\f\r</script>\n`;

const WANTED = {
  code: CODE,
  manifest: {
    name: 'shop-dev',
    version: '1.2.3',
    runtime: 'cloudfront-js-2.0',
    secret: 'kvs',
    features: [],
    bytes: CODE.length,
    sha256: '',
    configHash: '',
  },
  fill: 'npx pocket-spa-auth deploy --secret-only --stage dev',
} as const;

const artifact = (format: Format) => synthesize(format, WANTED);

describe.each<Format>(['cloudformation', 'terraform', 'cdk-snippet'])('%s', (format) => {
  it('says how the store is filled', () => {
    expect(artifact(format).alone).toContain(WANTED.fill);
    expect(artifact(format).files[0]!.text).toContain(WANTED.fill);
  });

  it('ends in one line break and has no trailing spaces', () => {
    const { text } = artifact(format).files[0]!;
    expect(text).toMatch(/[^\s]\n$/);
    expect(text).not.toMatch(/ $/m);
  });
});

describe('the CloudFormation template', () => {
  const template = JSON.parse(artifact('cloudformation').alone);

  it('holds the store, and the function with it', () => {
    expect(template.AWSTemplateFormatVersion).toBe('2010-09-09');
    expect(template.Resources).toEqual({
      SpaAuthStore: {
        Type: 'AWS::CloudFront::KeyValueStore',
        Properties: { Name: 'shop-dev', Comment: expect.any(String) },
      },
      SpaAuthFunction: {
        Type: 'AWS::CloudFront::Function',
        Properties: {
          Name: 'shop-dev',
          AutoPublish: true,
          FunctionCode: CODE,
          FunctionConfig: {
            Comment: expect.any(String),
            Runtime: 'cloudfront-js-2.0',
            KeyValueStoreAssociations: [
              { KeyValueStoreARN: { 'Fn::GetAtt': ['SpaAuthStore', 'Arn'] } },
            ],
          },
        },
      },
    });
    expect(Object.keys(template.Outputs)).toEqual(['FunctionArn', 'StoreArn']);
  });

  it('is one file', () => {
    const { files, alone } = artifact('cloudformation');
    expect(files).toEqual([{ name: 'template.json', text: alone }]);
  });
});

describe('the Terraform module', () => {
  it('has the code beside it, byte for byte', () => {
    const [main, code] = artifact('terraform').files;
    expect(code).toEqual({ name: 'viewer-request.js', text: CODE });
    expect(main!.text).toContain(`code    = file("\${path.module}/viewer-request.js")\n`);
  });

  it('has it inside where it stands alone, and nothing in it begins a template', () => {
    const line = /^ {2}code {4}= (".*")$/m.exec(artifact('terraform').alone)![1]!;
    expect(line).not.toMatch(/[$%]\{/);
    // HCL's escapes are a part of JSON's.
    expect(line.replace(/\\u[\da-f]{4}|\\[nrt"\\]/g, '')).not.toContain('\\');
    expect(JSON.parse(line)).toBe(CODE);
  });

  it('names both, and associates them', () => {
    const { alone } = artifact('terraform');
    expect(alone.match(/^ {2}name {4}= "shop-dev"$/gm)).toHaveLength(2);
    expect(alone).toMatch(/^resource "aws_cloudfront_key_value_store" "spa_auth" \{$/m);
    expect(alone).toMatch(/^resource "aws_cloudfront_function" "spa_auth" \{$/m);
    expect(alone).toContain(
      'key_value_store_associations = [aws_cloudfront_key_value_store.spa_auth.arn]',
    );
  });
});

describe('the CDK snippet', () => {
  it('is one file of TypeScript with the code in it, byte for byte', () => {
    const { files, alone } = artifact('cdk-snippet');
    expect(files).toEqual([{ name: 'spa-auth.ts', text: alone }]);
    expect(JSON.parse(/^const CODE = (.*);$/m.exec(alone)![1]!)).toBe(CODE);
    expect(alone).toContain('export function spaAuth(scope: Construct)');
    expect(alone.match(/Name: "shop-dev",$/gm)).toHaveLength(2);
  });
});
