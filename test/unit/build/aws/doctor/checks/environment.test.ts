import { describe, expect, it } from 'vitest';
import { checkAccess, checkClock } from '../../../../../../build/aws/doctor/checks/environment.js';
import { runChecks } from '../../../../../../build/aws/doctor/doctor.js';
import { toAwsError } from '../../../../../../build/aws/errors.js';
import { failed, healthyInput, listCodes, ok } from './healthy.js';

describe('a part that could not be read', () => {
  const denied = {
    ok: false,
    error: toAwsError('CloudFront GetDistribution', { name: 'AccessDenied', message: 'no' }),
  } as const;
  const throttled = {
    ok: false,
    error: toAwsError('SecretsManager GetSecretValue', { name: 'ThrottlingException' }),
  } as const;

  it('is reported with the permission that it needs', () => {
    expect(checkAccess(healthyInput({ distribution: denied }))).toMatchObject([
      {
        code: 'cannot-look',
        what: 'CloudFront GetDistribution: AccessDenied: no',
        fix: 'allow cloudfront:GetDistribution',
      },
    ]);
  });

  it('is reported once if other parts depend on the same call', () => {
    const input = healthyInput({ store: denied, content: denied, stored: denied });
    expect(checkAccess(input)).toMatchObject([{ fix: 'allow cloudfront:DescribeKeyValueStore' }]);
  });

  it('is to be read again if the error is not about a permission', () => {
    expect(checkAccess(healthyInput({ current: throttled }))[0]!.fix).toBe(
      'fix that, then run doctor again',
    );
  });

  it('does not hide other findings', () => {
    const found = runChecks(healthyInput({ distribution: denied, stored: ok(undefined) }));
    expect(listCodes(found)).toEqual(['ring-missing', 'cannot-look']);
  });

  it('is not a secret that was read and is unusable', () => {
    expect(checkAccess(healthyInput({ current: failed('ERR_SECRET') }))).toEqual([]);
  });
});

describe("this machine's clock", () => {
  it.each([
    [0, []],
    [30, []],
    [-30, []],
    [31, ['clock-off']],
    [-31, ['clock-off']],
    [undefined, []],
  ])('is %s s ahead', (clockSkew, expected) => {
    expect(listCodes(checkClock(healthyInput({ clockSkew })))).toEqual(expected);
  });

  it('is reported with the difference and its direction', () => {
    expect(checkClock(healthyInput({ clockSkew: -90 }))[0]!.what).toBe(
      "this machine's clock is 90 s behind AWS's",
    );
  });
});
