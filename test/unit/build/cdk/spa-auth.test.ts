import {
  App,
  aws_cloudfront as cloudfront,
  aws_iam as iam,
  aws_kms as kms,
  RemovalPolicy,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { describe, expect, it, vi } from 'vitest';
import { SpaAuth } from '../../../../build/cdk/index.js';
import { built, CONFIG, construct, newStack } from './construct.js';

const SECRET = '0123456789abcdef'.repeat(4);

/** The only resource of a type. */
function findOne(template: Template, type: string) {
  const found = Object.entries(template.findResources(type));
  expect(found).toHaveLength(1);
  const [id, resource] = found[0]!;
  return { id, ...(resource as { Properties: Record<string, unknown>; DependsOn?: string[] }) };
}

describe('a stack with one', () => {
  it('has the secret, the store, and the function that is made after the store is filled', () => {
    const template = construct().template();
    const store = findOne(template, 'AWS::CloudFront::KeyValueStore');
    const secret = findOne(template, 'AWS::SecretsManager::Secret');
    const fill = findOne(template, 'Custom::PocketSpaAuthStoreFill');
    const fn = findOne(template, 'AWS::CloudFront::Function');
    expect(store.Properties.Name).toBe('shop-dev');
    expect(secret.Properties.Name).toBe('shop/dev');
    expect(fill.Properties).toEqual({
      ServiceToken: expect.anything(),
      StoreArn: { 'Fn::GetAtt': [store.id, 'Arn'] },
      SecretArn: { Ref: secret.id },
    });
    expect(fn.Properties).toMatchObject({
      Name: 'shop-dev',
      AutoPublish: true,
      FunctionConfig: {
        Runtime: 'cloudfront-js-2.0',
        KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': [store.id, 'Arn'] } }],
      },
    });
    expect(fn.DependsOn).toEqual([fill.id]);
  });

  // CloudFormation makes another secret if any of this changes: everybody would be logged out.
  it('has 32 random bytes in hex for a secret, in the same words for ever', () => {
    const template = construct().template();
    expect(
      findOne(template, 'AWS::SecretsManager::Secret').Properties.GenerateSecretString,
    ).toEqual({
      PasswordLength: 64,
      ExcludeCharacters: 'ghijklmnopqrstuvwxyz',
      ExcludeUppercase: true,
      ExcludePunctuation: true,
      RequireEachIncludedType: false,
    });
  });

  it('makes a JSON secret with tags if the configuration has its field and tags', async () => {
    const deploy = { ...CONFIG.deploy, secretKey: 'SPA_TOKEN_SECRET', tags: { team: 'web' } };
    const template = construct({ config: { ...CONFIG, deploy } }).template();
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Tags: [{ Key: 'team', Value: 'web' }],
      GenerateSecretString: {
        SecretStringTemplate: '{}',
        GenerateStringKey: 'SPA_TOKEN_SECRET',
        PasswordLength: 64,
      },
    });
    template.hasResourceProperties('Custom::PocketSpaAuthStoreFill', {
      SecretKey: 'SPA_TOKEN_SECRET',
      SecretPath: Match.absent(),
    });
  });

  it('lets the handler read this secret and write this store, and no other', () => {
    const template = construct().template();
    const secret = findOne(template, 'AWS::SecretsManager::Secret');
    const store = findOne(template, 'AWS::CloudFront::KeyValueStore');
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            Effect: 'Allow',
            Resource: { Ref: secret.id },
          },
          {
            Action: [
              'cloudfront-keyvaluestore:DescribeKeyValueStore',
              'cloudfront-keyvaluestore:GetKey',
              'cloudfront-keyvaluestore:PutKey',
            ],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [store.id, 'Arn'] },
          },
        ],
      },
    });
  });

  it('has no secret in its template', () => {
    vi.stubEnv('SPA_TOKEN_SECRET', SECRET);
    const { template } = construct({ built: undefined } as never);
    expect(JSON.stringify(template().toJSON())).not.toContain(SECRET);
    vi.unstubAllEnvs();
  });

  it('builds what the command builds', () => {
    const code = (template: Template) =>
      findOne(template, 'AWS::CloudFront::Function').Properties.FunctionCode;
    const fromConfig = construct({ built: undefined } as never).template();
    expect(code(fromConfig)).toBe(code(construct().template()));
  });

  it('gives its function to the behaviors of a distribution', () => {
    const { stack, auth, template } = construct();
    const { functionAssociations } = auth;
    const origin = new HttpOrigin('origin.example');
    new cloudfront.Distribution(stack, 'Distribution', {
      defaultBehavior: { origin, functionAssociations },
      additionalBehaviors: { '/app/*': { origin, functionAssociations } },
    });
    const { id } = findOne(template(), 'AWS::CloudFront::Function');
    const association = [
      { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [id, 'FunctionARN'] } },
    ];
    template().hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        DefaultCacheBehavior: { FunctionAssociations: association },
        CacheBehaviors: [{ FunctionAssociations: association }],
      },
    });
  });
});

describe('the secret', () => {
  it.each([
    [undefined, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])('is kept unless the removal policy says otherwise: %s', (removalPolicy, policy) => {
    const { template } = construct(removalPolicy === undefined ? {} : { removalPolicy });
    template().hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: policy,
      UpdateReplacePolicy: policy,
    });
  });

  it('can be one that exists, with its own key', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(
      stack,
      'Key',
      'arn:aws:kms:eu-west-1:111122223333:key/0a1b',
    );
    const secretCompleteArn =
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/dev-AbCdEf';
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', {
      secretCompleteArn,
      encryptionKey,
    });
    const { template, auth } = construct({ secret }, stack);
    expect(auth.secret).toBe(secret);
    template().resourceCountIs('AWS::SecretsManager::Secret', 0);
    template().hasResourceProperties('Custom::PocketSpaAuthStoreFill', {
      SecretArn: secretCompleteArn,
    });
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'kms:Decrypt', Resource: encryptionKey.keyArn }),
        ]),
      },
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  it('causes a warning if the commands would look at another one', () => {
    const stack = newStack();
    const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'other');
    construct({ secret }, stack);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('"other".+"shop/dev"'));
  });

  it('can be read by a backend that signs', () => {
    const { stack, auth, template } = construct();
    const backend = new iam.Role(stack, 'Backend', {
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    expect(auth.grantSign(backend).success).toBe(true);
    const { id } = findOne(template(), 'AWS::SecretsManager::Secret');
    template().hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('Backend') }],
      PolicyDocument: {
        Statement: [
          {
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            Effect: 'Allow',
            Resource: { Ref: id },
          },
        ],
      },
    });
  });
});

describe('several', () => {
  it('share a handler in one stack, and have everything else of their own', () => {
    const { stack, template } = construct();
    const config = { deploy: { name: 'admin' }, secret: 'kvs' } as const;
    new SpaAuth(stack, 'Admin', { config });
    for (const [type, count] of [
      ['AWS::SecretsManager::Secret', 2],
      ['AWS::CloudFront::KeyValueStore', 2],
      ['AWS::CloudFront::Function', 2],
      ['Custom::PocketSpaAuthStoreFill', 2],
      // The handler, and the CDK's framework that calls it.
      ['AWS::Lambda::Function', 2],
    ] as const) {
      template().resourceCountIs(type, count);
    }
    template().hasResourceProperties('AWS::CloudFront::Function', { Name: 'admin' });
  });

  it('of two stages have names of their own, each in its stack', () => {
    const app = new App();
    const stacks = ['dev', 'prd'].map((stage) => {
      const stack = new Stack(app, stage);
      new SpaAuth(stack, 'Auth', { config: CONFIG, stage });
      return stack;
    });
    const names = stacks.map(
      (stack) => findOne(Template.fromStack(stack), 'AWS::CloudFront::Function').Properties.Name,
    );
    expect(names).toEqual(['shop-dev', 'shop-prd']);
  });

  it('of one name are refused', () => {
    const { stack } = construct();
    expect(() => new SpaAuth(stack, 'Twin', { config: CONFIG, stage: 'dev', built })).toThrow(
      'Site/Auth and Site/Twin have the same name, "shop-dev"',
    );
  });
});
