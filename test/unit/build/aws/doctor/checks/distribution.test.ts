import { describe, expect, it } from 'vitest';
import { checkDistribution } from '../../../../../../build/aws/doctor/checks/distribution.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { codes, healthy, refusal, seen, siteConfig, surveyed } from './healthy.js';

const SITE = siteConfig();

const DEFAULT = SITE.DefaultCacheBehavior!;

describe('the distribution', () => {
  it.each([
    ['is as it should be', surveyed(SITE), []],
    ['is not there', seen(undefined), ['distribution-missing']],
    ['is disabled', surveyed({ ...SITE, Enabled: false }), ['distribution-disabled']],
    ['is on its way', surveyed(SITE, 'InProgress'), ['distribution-deploying']],
    [
      'has a staging distribution',
      surveyed({ ...SITE, ContinuousDeploymentPolicyId: 'a1b2' }),
      ['distribution-staging'],
    ],
    ['is a staging distribution', surveyed({ ...SITE, Staging: true }), ['distribution-staging']],
    ['could not be looked at', refusal('ERR_AWS'), []],
  ])('%s', (_, distribution, expected) => {
    expect(codes(checkDistribution(healthy({ distribution })))).toEqual(expected);
  });

  it('is named by nobody', () => {
    const examined = healthy({ distribution: seen(undefined) });
    const deployment = { ...examined.deployment, distribution: undefined };
    expect(codes(checkDistribution({ ...examined, deployment }))).toEqual(['distribution-none']);
  });
});

describe('a staging distribution', () => {
  const found = (changes: object) =>
    checkDistribution(healthy({ distribution: surveyed({ ...SITE, ...changes }) }))[0]!;

  it('is found by the policy, and gets the function too', () => {
    expect(found({ ContinuousDeploymentPolicyId: 'a1b2' }).mend).toMatch(
      /get-continuous-deployment-policy --id a1b2.*deploy --distribution <its id>$/,
    );
  });

  it('is not the one to deploy to alone', () => {
    expect(found({ Staging: true }).mend).toMatch(/^set deploy.distribution to the primary/);
  });
});

describe('a custom error page', () => {
  const found = (ErrorCode: number, ResponseCode: string, config: EdgeConfig = {}) => {
    const items = [{ ErrorCode, ResponseCode, ResponsePagePath: '/index.html' }];
    const site = { ...SITE, CustomErrorResponses: { Quantity: 1, Items: items } };
    return checkDistribution(healthy({ distribution: surveyed(site) }, config));
  };

  it.each([
    [401, '200', ['errors-rewritten']],
    [403, '200', ['errors-rewritten']],
    [404, '200', ['errors-rewritten']],
    [403, '403', []],
    [404, '404', []],
    [500, '200', []],
  ])('of %i as %s', (error, response, expected) => {
    expect(codes(found(error, response))).toEqual(expected);
  });

  it('is made needless by the fallback, which may have to be switched on', () => {
    expect(found(403, '200')[0]!.mend).toMatch(/^take it out: spaFallback/);
    expect(found(403, '200', { spaFallback: false })[0]!.mend).toMatch(/set spaFallback/);
  });
});

describe('a behavior with the function', () => {
  const found = (behavior: object, config: EdgeConfig = {}) => {
    const site = { ...SITE, DefaultCacheBehavior: { ...DEFAULT, ...behavior } };
    return checkDistribution(healthy({ distribution: surveyed(site) }, config));
  };

  it.each([
    ['allow-all', ['http-allowed']],
    ['redirect-to-https', []],
    ['https-only', []],
  ])('with the viewer protocol policy %s', (policy, expected) => {
    expect(codes(found({ ViewerProtocolPolicy: policy }))).toEqual(expected);
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
    ['has AllViewer', policy('216adef6-5c7f-47e4-b989-5492eafa07d3'), undefined],
    ['has CORS-S3Origin', policy('88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'), /does not forward/],
    ['has a policy of its own', policy('11111111-2222'), /cannot be told/],
  ])('and an identity header %s', (_, behavior, expected) => {
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
