import { describe, expect, it } from 'vitest';
import { checkDistribution } from '../../../../../../build/aws/doctor/checks/distribution.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { failed, healthyInput, listCodes, ok, okDistribution, siteConfig } from './healthy.js';

const SITE = siteConfig();

const DEFAULT = SITE.DefaultCacheBehavior!;

describe('the distribution', () => {
  it.each([
    ['is as it should be', okDistribution(SITE), []],
    ['does not exist', ok(undefined), ['distribution-missing']],
    ['is disabled', okDistribution({ ...SITE, Enabled: false }), ['distribution-disabled']],
    ['is being deployed', okDistribution(SITE, 'InProgress'), ['distribution-deploying']],
    [
      'has a staging distribution',
      okDistribution({ ...SITE, ContinuousDeploymentPolicyId: 'a1b2' }),
      ['distribution-staging'],
    ],
    [
      'is a staging distribution',
      okDistribution({ ...SITE, Staging: true }),
      ['distribution-staging'],
    ],
    ['could not be read', failed('ERR_AWS'), []],
  ])('%s', (_, distribution, expected) => {
    expect(listCodes(checkDistribution(healthyInput({ distribution })))).toEqual(expected);
  });

  it('is not configured', () => {
    const examined = healthyInput({ distribution: ok(undefined) });
    const deployment = { ...examined.deployment, distribution: undefined };
    expect(listCodes(checkDistribution({ ...examined, deployment }))).toEqual([
      'distribution-none',
    ]);
  });
});

describe('a staging distribution', () => {
  const found = (changes: object) =>
    checkDistribution(healthyInput({ distribution: okDistribution({ ...SITE, ...changes }) }))[0]!;

  it('is found by its policy, and is to run the function too', () => {
    expect(found({ ContinuousDeploymentPolicyId: 'a1b2' }).fix).toMatch(
      /get-continuous-deployment-policy --id a1b2.*deploy --distribution <its id>$/,
    );
  });

  it('is not to be configured as deploy.distribution', () => {
    expect(found({ Staging: true }).fix).toMatch(/^set deploy.distribution to the primary/);
  });
});

describe('a custom error page', () => {
  const found = (ErrorCode: number, ResponseCode: string, config: EdgeConfig = {}) => {
    const items = [{ ErrorCode, ResponseCode, ResponsePagePath: '/index.html' }];
    const site = { ...SITE, CustomErrorResponses: { Quantity: 1, Items: items } };
    return checkDistribution(healthyInput({ distribution: okDistribution(site) }, config));
  };

  it.each([
    [401, '200', ['errors-rewritten']],
    [403, '200', ['errors-rewritten']],
    [404, '200', ['errors-rewritten']],
    [403, '403', []],
    [404, '404', []],
    [500, '200', []],
  ])('that turns %i into %s', (error, response, expected) => {
    expect(listCodes(found(error, response))).toEqual(expected);
  });

  it('is replaced by spaFallback, which may have to be turned on', () => {
    expect(found(403, '200')[0]!.fix).toMatch(/^remove it: spaFallback/);
    expect(found(403, '200', { spaFallback: false })[0]!.fix).toMatch(/set spaFallback/);
  });
});

describe('a guarded behavior', () => {
  const found = (behavior: object, config: EdgeConfig = {}) => {
    const site = { ...SITE, DefaultCacheBehavior: { ...DEFAULT, ...behavior } };
    return checkDistribution(healthyInput({ distribution: okDistribution(site) }, config));
  };

  it.each([
    ['allow-all', ['http-allowed']],
    ['redirect-to-https', []],
    ['https-only', []],
  ])('has the viewer protocol policy %s', (policy, expected) => {
    expect(listCodes(found({ ViewerProtocolPolicy: policy }))).toEqual(expected);
  });

  const header = { identityHeader: 'X-User-Id' };
  const headers = (...items: string[]) => ({
    CachePolicyId: undefined,
    ForwardedValues: {
      QueryString: false,
      Cookies: { Forward: 'none' },
      Headers: { Quantity: items.length, Items: items },
    },
  });
  const policy = (id: string) => ({ OriginRequestPolicyId: id });

  it.each([
    ['forwards nothing', {}, /^the behavior default does not forward the header x-user-id$/],
    ['forwards other headers', headers('Accept'), /does not forward/],
    ['forwards that header', headers('Accept', 'X-User-ID'), undefined],
    ['forwards all headers', headers('*'), undefined],
    ['has the policy AllViewer', policy('216adef6-5c7f-47e4-b989-5492eafa07d3'), undefined],
    [
      'has the policy CORS-S3Origin',
      policy('88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'),
      /does not forward/,
    ],
    ['has a custom policy', policy('11111111-2222'), /it is unknown whether/],
  ])('%s, with an identity header configured', (_, behavior, expected) => {
    const [first, ...more] = found(behavior, header);
    expect(more).toEqual([]);
    if (expected) {
      expect(first).toMatchObject({
        code: 'identity-header',
        what: expect.stringMatching(expected),
      });
    } else {
      expect(first).toBeUndefined();
    }
  });
});
