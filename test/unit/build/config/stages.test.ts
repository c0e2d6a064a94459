import { describe, expect, it } from 'vitest';
import { resolveDeployment } from '../../../../build/config/deployment.js';
import type { DeployConfig, EdgeConfig } from '../../../../build/config/edge-config.js';
import { findStagesSharingSecret } from '../../../../build/config/stages.js';

const EU = { region: 'eu-west-1' };

const US = { region: 'us-east-1' };

const shared = (deploy: DeployConfig = {}) => ({ deploy: { secretId: 'all', ...deploy } });

describe('the stages that share the secret of the stage dev', () => {
  it.each<readonly [string, EdgeConfig, string[]]>([
    ['none if each stage has its own secret', { stages: { dev: {}, prd: {} } }, []],
    [
      'all stages if the secret is set at the top level',
      { ...shared(), stages: { dev: {}, prd: {}, qa: {} } },
      ['prd', 'qa'],
    ],
    [
      'a stage that names the same secret',
      { stages: { dev: shared(), prd: shared(), qa: {} } },
      ['prd'],
    ],
    [
      'a stage that uses another field of the secret',
      { stages: { dev: shared({ secretKey: 'a' }), prd: shared() } },
      ['prd'],
    ],
    [
      'no stage in another region',
      { stages: { dev: shared(EU), prd: shared(US), qa: shared(EU) } },
      ['qa'],
    ],
    ['a stage whose region is unknown', { stages: { dev: shared(EU), prd: shared() } }, ['prd']],
    [
      'none if the name contains {stage}',
      { deploy: { secretId: 'all/{stage}' }, stages: { dev: {}, prd: {} } },
      [],
    ],
    [
      'a stage whose {stage} gives the same name',
      {
        stages: {
          dev: shared(),
          prd: { deploy: { secretId: 'a{stage}' } },
          ll: { deploy: { secretId: 'a{stage}' } },
        },
      },
      ['ll'],
    ],
    [
      'no stage whose name is too long to be deployed',
      { ...shared(), stages: { dev: {}, prd: { deploy: { name: 'n'.repeat(62) } } } },
      [],
    ],
  ])('are %s', (_, config, expected) => {
    expect(findStagesSharingSecret(config, resolveDeployment(config, 'dev'))).toEqual(expected);
  });

  it('are none if the configuration has no stages', () => {
    expect(findStagesSharingSecret({}, resolveDeployment({}, undefined))).toEqual([]);
  });
});
