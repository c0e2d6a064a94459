import { describe, expect, it } from 'vitest';
import { type Format, synthesize } from '../../../../build/synth/synth.js';

// Characters that the languages escape or give a meaning to.
const CODE = `var a="\${b} %{c} $\${d} '\\\\n\\u0041";\nfunction handler(){}\t\b\f\r</script>\n`;

const INPUT = {
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
  alarms: false,
} as const;

const writeFormat = (format: Format) => synthesize(format, INPUT);

describe.each<Format>(['cloudformation', 'terraform', 'cdk-snippet'])('%s', (format) => {
  it('contains the command that fills the store', () => {
    expect(writeFormat(format).singleText).toContain(INPUT.fill);
    expect(writeFormat(format).files[0]!.text).toContain(INPUT.fill);
  });

  it('ends in one line break and has no trailing spaces', () => {
    const { text } = writeFormat(format).files[0]!;
    expect(text).toMatch(/[^\s]\n$/);
    expect(text).not.toMatch(/ $/m);
  });
});

describe('the CloudFormation template', () => {
  const template = JSON.parse(writeFormat('cloudformation').singleText);

  it('contains the store and the function', () => {
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
    const { files, singleText } = writeFormat('cloudformation');
    expect(files).toEqual([{ name: 'template.json', text: singleText }]);
  });
});

describe('the Terraform module', () => {
  it('reads the unchanged code from a second file', () => {
    const [main, code] = writeFormat('terraform').files;
    expect(code).toEqual({ name: 'viewer-request.js', text: CODE });
    expect(main!.text).toContain(`code    = file("\${path.module}/viewer-request.js")\n`);
  });

  it('contains the code, with nothing that begins a template, as a single text', () => {
    const line = /^ {2}code {4}= (".*")$/m.exec(writeFormat('terraform').singleText)![1]!;
    expect(line).not.toMatch(/[$%]\{/);
    // HCL has a part of the escapes of JSON.
    expect(line.replace(/\\u[\da-f]{4}|\\[nrt"\\]/g, '')).not.toContain('\\');
    expect(JSON.parse(line)).toBe(CODE);
  });

  it('names both resources and associates them', () => {
    const { singleText } = writeFormat('terraform');
    expect(singleText.match(/^ {2}name {4}= "shop-dev"$/gm)).toHaveLength(2);
    expect(singleText).toMatch(/^resource "aws_cloudfront_key_value_store" "spa_auth" \{$/m);
    expect(singleText).toMatch(/^resource "aws_cloudfront_function" "spa_auth" \{$/m);
    expect(singleText).toContain(
      'key_value_store_associations = [aws_cloudfront_key_value_store.spa_auth.arn]',
    );
    expect(singleText.match(/^ {4}create_before_destroy = true$/gm)).toHaveLength(2);
  });

  it('creates what replaces a resource before it deletes that', () => {
    const { singleText } = writeFormat('terraform');
    const resources = singleText.match(/^resource [\s\S]*?^\}$/gm)!;
    expect(resources).toHaveLength(2);
    for (const resource of resources) {
      expect(resource).toContain('  lifecycle {\n    create_before_destroy = true\n  }\n');
    }
  });
});

describe('the CDK snippet', () => {
  it('is one file of TypeScript with the unchanged code', () => {
    const { files, singleText } = writeFormat('cdk-snippet');
    expect(files).toEqual([{ name: 'spa-auth.ts', text: singleText }]);
    expect(JSON.parse(/^const CODE = (.*);$/m.exec(singleText)![1]!)).toBe(CODE);
    expect(singleText).toContain('export function spaAuth(scope: Construct)');
    expect(singleText.match(/Name: "shop-dev",$/gm)).toHaveLength(2);
  });

  it('points to the construct', () => {
    expect(writeFormat('cdk-snippet').singleText).toContain('pocket-spa-auth/cdk');
  });
});

describe('alarms', () => {
  const write = (format: Format) => synthesize(format, { ...INPUT, alarms: true }).singleText;

  it('are written on request only', () => {
    for (const format of ['cloudformation', 'terraform', 'cdk-snippet'] as const) {
      expect(writeFormat(format).singleText).not.toMatch(/alarm/i);
      expect(write(format)).toContain('us-east-1');
    }
  });

  it('are on the errors, the throttles and the compute utilization of the function', () => {
    const { Resources } = JSON.parse(write('cloudformation')) as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
    const alarms = Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.map(({ Properties }) => Properties)).toMatchObject([
      { MetricName: 'FunctionExecutionErrors', Statistic: 'Sum', Threshold: 1 },
      { MetricName: 'FunctionThrottles', Statistic: 'Sum', Threshold: 1 },
      { MetricName: 'FunctionComputeUtilization', Statistic: 'Average', Threshold: 51 },
    ]);
    for (const { Properties } of alarms) {
      expect(Properties).toMatchObject({
        AlarmName: expect.stringMatching(/^shop-dev-/),
        Namespace: 'AWS/CloudFront',
        Dimensions: [
          { Name: 'FunctionName', Value: 'shop-dev' },
          { Name: 'Region', Value: 'Global' },
        ],
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it.each(['terraform', 'cdk-snippet'] as const)('have the same names in %s', (format) => {
    const text = write(format);
    for (const name of [
      'shop-dev-errors',
      'shop-dev-throttles',
      'shop-dev-compute',
      'FunctionExecutionErrors',
      'FunctionThrottles',
      'FunctionComputeUtilization',
    ]) {
      expect(text.split(JSON.stringify(name))).toHaveLength(2);
    }
    expect(text).toMatch(/Region"?\s*[:=]\s*"Global"/);
    const operators = text.match(/comparison\w*\s*[:=]\s*"?[\w.]+/gi);
    expect(operators).toHaveLength(3);
    for (const operator of operators!) {
      expect(operator.replaceAll('_', '')).toMatch(/GreaterThanOrEqualToThreshold$/i);
    }
  });
});
