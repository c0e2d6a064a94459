import { describe, expect, it } from 'vitest';
import { resolveDeployment } from '../../../../build/config/deployment.js';

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
