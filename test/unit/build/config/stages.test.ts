import { expect, it } from 'vitest';
import { resolveDeployment } from '../../../../build/config/deployment.js';
import type { DeployConfig, EdgeConfig } from '../../../../build/config/edge-config.js';
import { stagesSharingSecret } from '../../../../build/config/stages.js';

const EU = { region: 'eu-west-1' };

const US = { region: 'us-east-1' };

const shared = (deploy: DeployConfig = {}) => ({ deploy: { secretId: 'all', ...deploy } });

it.each<readonly [string, EdgeConfig, string[]]>([
  ['each has its own', { stages: { dev: {}, prd: {} } }, []],
  ['all have one', { ...shared(), stages: { dev: {}, prd: {}, qa: {} } }, ['prd', 'qa']],
  ['each names it', { stages: { dev: shared(), prd: shared(), qa: {} } }, ['prd']],
  ['one field each', { stages: { dev: shared({ secretKey: 'a' }), prd: shared() } }, ['prd']],
  ['another region', { stages: { dev: shared(EU), prd: shared(US), qa: shared(EU) } }, ['qa']],
  ['a region that is not told', { stages: { dev: shared(EU), prd: shared() } }, ['prd']],
  [
    '{stage} in the name',
    { deploy: { secretId: 'all/{stage}' }, stages: { dev: {}, prd: {} } },
    [],
  ],
  [
    'the same by another way',
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
    'a name too long to be deployed',
    { ...shared(), stages: { dev: {}, prd: { deploy: { name: 'n'.repeat(62) } } } },
    [],
  ],
])('%s', (_, config, expected) => {
  expect(stagesSharingSecret(config, resolveDeployment(config, 'dev'))).toEqual(expected);
});

it('is shared by no stage where there is none', () => {
  expect(stagesSharingSecret({}, resolveDeployment({}, undefined))).toEqual([]);
});
