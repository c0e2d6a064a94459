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

  it('names what it makes after the stage', () => {
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

  it('takes key by key what the stage says over what all say', () => {
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

  it('puts the stage into the place of the secret', () => {
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
    [{ secretId: 'shop/{stage}' }, 'deploy.secretId: holds {stage}, and there is no stage'],
    [{ secretKey: 'K', secretPath: ['{stage}'] }, 'deploy.secretPath: holds {stage}, and there is'],
    [{ secretPath: ['a'] }, 'deploy.secretPath: leads to no field; allowed: with secretKey'],
  ])('refuses %j without a stage', (deploy, message) => {
    expect(() => resolveDeployment({ deploy }, undefined, 'file')).toThrow(`file: ${message}`);
  });

  it('refuses a name that the stage makes too long', () => {
    const config = { deploy: { name: 'n'.repeat(60) }, stages: { prd: {}, prod: {} } };
    expect(resolveDeployment(config, 'prd').name).toHaveLength(64);
    expect(() => resolveDeployment(config, 'prod')).toThrow(
      'configuration: deploy.name: with the stage it has 65 characters; allowed: 64',
    );
  });
});
