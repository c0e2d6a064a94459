import { describe, expect, it } from 'vitest';
import { resolveDeployment, resolveFormer } from '../../../../build/config/deployment.js';
import { resolveConfig } from '../../../../build/config/resolve.js';

describe('the deployment', () => {
  it('has a default for every key', () => {
    expect(resolveDeployment({}, undefined)).toEqual({
      name: 'pocket-spa-auth',
      stage: undefined,
      selection: '',
      attachment: '',
      region: undefined,
      distribution: undefined,
      behaviors: ['default'],
      secretId: 'pocket-spa-auth',
      secretKey: undefined,
      secretPath: [],
      maxAge: 604_800,
      backendTtl: 300,
      rotation: 'ring',
      managedBy: undefined,
      tags: {},
      kmsKeyId: undefined,
    });
  });

  it('ends the names of the function and the secret with the stage', () => {
    const stages = { dev: {} };
    expect(resolveDeployment({ stages }, 'dev')).toMatchObject({
      name: 'pocket-spa-auth-dev',
      stage: 'dev',
      secretId: 'pocket-spa-auth/dev',
    });
    expect(resolveDeployment({ deploy: { name: 'shop' }, stages }, 'dev')).toMatchObject({
      name: 'shop-dev',
      secretId: 'shop/dev',
    });
  });

  it('overrides the keys of the top level one by one with those of the stage', () => {
    const config = {
      deploy: { name: 'shop', distribution: 'E111111', maxAge: 3600 },
      stages: { dev: { deploy: { distribution: 'E222222', rotation: 'labels' } }, prd: {} },
    } as const;
    expect(resolveDeployment(config, 'dev')).toMatchObject({
      name: 'shop-dev',
      distribution: 'E222222',
      maxAge: 3600,
      rotation: 'labels',
    });
    expect(resolveDeployment(config, 'prd')).toMatchObject({
      distribution: 'E111111',
      rotation: 'ring',
    });
  });

  it('replaces {stage} in secretId and secretPath', () => {
    const deploy = {
      secretId: '{stage}/all-{stage}',
      secretPath: ['{stage}', 'shop'],
      secretKey: 'KEY',
    };
    expect(resolveDeployment({ deploy, stages: { dev: {} } }, 'dev')).toMatchObject({
      secretId: 'dev/all-dev',
      secretPath: ['dev', 'shop'],
      secretKey: 'KEY',
    });
  });

  it.each([
    [{ secretId: 'shop/{stage}' }, 'deploy.secretId: contains {stage}, but no stage is chosen'],
    [{ secretKey: 'K', secretPath: ['{stage}'] }, 'deploy.secretPath: contains {stage}, but no'],
    [
      { secretPath: ['a'] },
      'deploy.secretPath: needs secretKey, the name of the field; allowed: only together',
    ],
  ])('refuses %j without a stage', (deploy, problem) => {
    expect(() => resolveDeployment({ deploy }, undefined, 'file')).toThrow(`file: ${problem}`);
  });

  it('refuses a name that is too long with the stage', () => {
    const config = { deploy: { name: 'n'.repeat(60) }, stages: { prd: {}, prod: {} } };
    expect(resolveDeployment(config, 'prd').name).toHaveLength(64);
    expect(() => resolveDeployment(config, 'prod')).toThrow(
      'configuration: deploy.name: has 65 characters with the stage; allowed: at most 64',
    );
  });
});

describe('the names before a rename', () => {
  const stages = { prd: {} };

  it.each([
    [{ name: 'store' }, undefined, 'shop', 'shop'],
    [{ name: 'store' }, 'prd', 'shop-prd', 'shop/prd'],
    // The stage is new.
    [{ name: 'store' }, 'prd', 'shop', 'shop/prd'],
    [{ name: 'store', secretId: 'kept/{stage}' }, 'prd', 'shop-prd', 'kept/prd'],
  ])('of %j at the stage %s with the function %s have the secret %s', (deploy, stage, name, id) => {
    const deployment = resolveDeployment({ deploy, stages }, stage);
    expect(resolveFormer(deployment, name)).toEqual({ name, secretId: id });
  });
});

describe('managedBy, tags and kmsKeyId', () => {
  const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

  it.each([
    [{ managedBy: 'sst' }],
    [{ tags: {} }],
    [{ tags: { 'cost:center': '', 'a b/c=d+e@f.g-h_i': '4 2' } }],
    [{ kmsKeyId: KEY_ID }],
    [{ kmsKeyId: `mrk-${'ab'.repeat(16)}` }],
    [{ kmsKeyId: 'alias/shop/prd' }],
    [{ kmsKeyId: `arn:aws:kms:eu-west-1:000000000000:key/${KEY_ID}` }],
    [{ kmsKeyId: 'arn:aws:kms:eu-west-1:000000000000:alias/shop' }],
  ])('take %j', (deploy) => {
    expect(() => resolveConfig({ deploy })).not.toThrow();
  });

  it.each([
    [{ managedBy: 'pulumi' }, 'deploy.managedBy: found "pulumi"; allowed: "terraform" or'],
    [{ tags: { 'aws:team': 'x' } }, 'deploy.tags: unusable key "aws:team"'],
    [{ tags: { 'AWS:team': 'x' } }, 'deploy.tags: unusable key "AWS:team"'],
    [{ tags: { 'a#b': 'x' } }, 'deploy.tags: unusable key "a#b"'],
    [{ tags: { team: 'x'.repeat(257) } }, 'deploy.tags.team: found'],
    [{ tags: { team: 7 } }, 'deploy.tags.team: found 7'],
    [{ tags: ['team'] }, 'deploy.tags: found'],
    [
      { tags: manyTags(51) },
      'deploy.tags: found an object of 51 keys; allowed: an object of at most 50',
    ],
    [{ kmsKeyId: 'shop' }, 'deploy.kmsKeyId: found "shop"; allowed: a KMS key'],
    [{ kmsKeyId: 'arn:aws:s3:::shop' }, 'deploy.kmsKeyId: found'],
  ])('refuse %j', (deploy, problem) => {
    expect(() => resolveConfig({ deploy })).toThrow(problem);
  });
});

function manyTags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, '']));
}
