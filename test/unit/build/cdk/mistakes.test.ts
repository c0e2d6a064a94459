import type { StackProps } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import type { SpaAuthProps } from '../../../../build/cdk/index.js';
import { CONFIG, construct, newStack, writeBuilt } from './construct.js';

describe('a mistake', () => {
  const attempt = (props: object, stackProps: StackProps = {}) => {
    return () => construct(props as SpaAuthProps, newStack(stackProps));
  };

  it.each([
    ['an unknown key', { config: { loginpath: '/login' } }, /loginpath/],
    ['no stage', { stage: undefined }, /stage/],
    ['a file that is not there', { config: 'no.config.json' }, /no\.config\.json/],
    [
      'an embedded secret',
      { config: { ...CONFIG, secret: 'embedded' } },
      /secret: "embedded" would write the secret into the template/,
    ],
    ['no build', { built: 'nowhere' }, /there is no "nowhere\/viewer-request\.js"; build it again/],
    ['a build for another stage', { stage: 'prd' }, /has another name than/],
    [
      'a build for another configuration',
      { config: { ...CONFIG, loginPath: '/other' } },
      /has another configHash than/,
    ],
    [
      'an ARN for a new secret',
      {
        config: {
          ...CONFIG,
          deploy: {
            ...CONFIG.deploy,
            secretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-AbCdEf',
          },
        },
      },
      /deploy\.secretId is an ARN.+pass the prop `secret`/,
    ],
    [
      'a key for a new secret',
      { config: { ...CONFIG, deploy: { ...CONFIG.deploy, kmsKeyId: 'alias/shop' } } },
      /deploy\.kmsKeyId is set/,
    ],
    [
      'a nested field for a new secret',
      { config: { ...CONFIG, deploy: { ...CONFIG.deploy, secretKey: 'a', secretPath: ['b'] } } },
      /deploy\.secretPath is set/,
    ],
  ])('is told at once: %s', (_, props, message) => {
    expect(attempt(props)).toThrow(message);
  });

  it('is told at once: a new secret in another region than the configuration says', () => {
    const config = { ...CONFIG, deploy: { ...CONFIG.deploy, region: 'eu-west-1' } };
    const env = { region: 'us-east-1', account: '111122223333' };
    expect(attempt({ config }, { env })).toThrow(/"eu-west-1".+"us-east-1"/);
    expect(attempt({ config })).not.toThrow();
  });

  it.each([
    ['changed by hand', { sha256: 'f'.repeat(64) }, /has another sha256 than/],
    ['of another version', { version: '0.0.0' }, /has another version than/],
  ])('is told at once: a build %s', async (_, changes, message) => {
    await writeBuilt(changes);
    expect(attempt({})).toThrow(message);
    await writeBuilt({});
  });
});
