import { describe, expect, it } from 'vitest';
import { checkAccess, checkClock } from '../../../../../../build/aws/doctor/checks/access.js';
import { checkTrial } from '../../../../../../build/aws/doctor/checks/live.js';
import { runChecks } from '../../../../../../build/aws/doctor/doctor.js';
import type { Evidence } from '../../../../../../build/aws/doctor/findings.js';
import { toAwsError } from '../../../../../../build/aws/errors.js';
import type { LiveAnswers } from '../../../../../../build/aws/live/verdicts.js';
import {
  broken,
  codes,
  healthy,
  LIVE,
  NOW,
  PASSED,
  refusal,
  refused,
  SECRET,
  seen,
} from './healthy.js';

describe('LIVE in TestFunction', () => {
  const MISSING = refused('missing');
  const at = (utilization: number): LiveAnswers => ({
    valid: { ...PASSED, utilization },
    missing: MISSING,
  });

  it.each([
    ['answers as it should', { valid: PASSED, missing: MISSING }, []],
    ['has no secret to be tried with', { valid: undefined, missing: MISSING }, []],
    [
      'refuses a valid token',
      { valid: refused('bad_signature'), missing: MISSING },
      ['live-refuses'],
    ],
    ['lets everybody in', { valid: PASSED, missing: PASSED }, ['live-open']],
    [
      'throws for a token',
      { valid: broken('TypeError in line 2'), missing: MISSING },
      ['live-fails'],
    ],
    ['throws for anybody', { valid: undefined, missing: broken('SyntaxError') }, ['live-fails']],
    ['takes 60 %', at(60), []],
    ['takes 61 %', at(61), ['compute-high']],
    ['takes 80 %', at(80), ['compute-high']],
    ['takes 81 %', at(81), ['compute-limit']],
  ])('%s', (_, trials, expected) => {
    expect(codes(checkTrial(healthy({ trials: seen(trials) })))).toEqual(expected);
  });

  const suffix = (text: string) => seen({ secrets: [SECRET], suffix: `;${text}` });
  const revoked = seen({ valid: refused('revoked'), missing: MISSING });

  it.each([
    ['in force', suffix(`${NOW}`), []],
    ['that is none', suffix('soon'), []],
    ['run out', suffix(`${NOW - 1}`), ['live-refuses']],
    ['that is not there', seen({ secrets: [SECRET], suffix: '' }), ['live-refuses']],
    ['that nobody could see', refusal('ERR_AWS'), ['live-refuses']],
  ])(
    "has let the MAC pass where it says revoked, and everybody's cut-off is one %s",
    (...given) => {
      const [, stored, expected] = given;
      expect(codes(checkTrial(healthy({ trials: revoked, stored })))).toEqual(expected);
    },
  );

  it.each([
    ['live-fails', { valid: PASSED, missing: broken('it is over') }],
    ['live-refuses', { valid: refused('bad_signature'), missing: MISSING }],
    ['live-open', { valid: PASSED, missing: PASSED }],
  ])('is mended by deploy only where that changes anything: %s', (code, trials) => {
    const mendOf = (changes: Partial<Evidence>) =>
      checkTrial(healthy({ trials: seen(trials), ...changes })).find((each) => each.code === code)!
        .mend;
    expect(mendOf({})).toMatch(
      /^deploy has nothing to do, for LIVE is as it is built: .*KeyValueStore.*health\.aws\.amazon\.com.*, then npx pocket-spa-auth doctor$/,
    );
    const deploy = 'npx pocket-spa-auth deploy';
    expect(mendOf({ live: seen({ ...LIVE, code: '// another' }) })).toBe(deploy);
    expect(mendOf({ live: seen({ ...LIVE, store: undefined }) })).toBe(deploy);
    expect(mendOf({ built: refusal('ERR_GATE') })).toBe(deploy);
  });

  it('throws, and what it says shows no secret', () => {
    const missing = broken(`unexpected "${SECRET}"\nin line 2`);
    const [found] = checkTrial(healthy({ trials: seen({ valid: undefined, missing }) }));
    expect(found!.what).toContain('(64 hex digits)');
    expect(found!.what).not.toContain(SECRET);
  });

  it('was not tried', () => {
    expect(checkTrial(healthy({ trials: seen(undefined) }))).toEqual([]);
    expect(checkTrial(healthy({ trials: refusal('ERR_AWS') }))).toEqual([]);
  });
});

describe('what nobody could see', () => {
  const denied = {
    seen: false,
    refusal: toAwsError('CloudFront GetDistribution', { name: 'AccessDenied', message: 'no' }),
  } as const;
  const slow = {
    seen: false,
    refusal: toAwsError('SecretsManager GetSecretValue', { name: 'ThrottlingException' }),
  } as const;

  it('is told with the permission that it needs', () => {
    expect(checkAccess(healthy({ distribution: denied }))).toMatchObject([
      {
        code: 'cannot-look',
        what: 'CloudFront GetDistribution: AccessDenied: no',
        mend: 'allow cloudfront:GetDistribution',
      },
    ]);
  });

  it('is told once, however much it hides', () => {
    expect(checkAccess(healthy({ store: denied, content: denied, stored: denied }))).toMatchObject([
      { mend: 'allow cloudfront:DescribeKeyValueStore' },
    ]);
  });

  it('is to be looked at again where it was no matter of permission', () => {
    expect(checkAccess(healthy({ current: slow }))[0]!.mend).toBe(
      'mend that, then run doctor again',
    );
  });

  it('does not hide what else there is', () => {
    const found = runChecks(healthy({ distribution: denied, stored: seen(undefined) }));
    expect(codes(found)).toEqual(['ring-missing', 'cannot-look']);
  });

  it('is no secret that cannot be used', () => {
    expect(checkAccess(healthy({ current: refusal('ERR_SECRET') }))).toEqual([]);
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
  ])('%s s ahead', (ahead, expected) => {
    expect(codes(checkClock(healthy({ ahead })))).toEqual(expected);
  });

  it('is told by how much and whither', () => {
    expect(checkClock(healthy({ ahead: -90 }))[0]!.what).toBe(
      "this machine's clock is 90 s behind AWS's",
    );
  });
});

describe('the verdict', () => {
  it('is empty but for notes where all is well', () => {
    expect(runChecks(healthy()).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  it('begins with the worst', () => {
    const changes = {
      ahead: 60,
      development: seen({ ...LIVE, code: '' }),
      stored: seen(undefined),
    };
    expect(runChecks(healthy(changes)).map(({ severity }) => severity)).toEqual([
      'error',
      'warning',
      'warning',
      'note',
    ]);
  });
});
