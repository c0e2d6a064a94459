import { describe, expect, it } from 'vitest';
import { checkLiveAnswers } from '../../../../../../build/aws/doctor/checks/live.js';
import type { CheckInput } from '../../../../../../build/aws/doctor/findings.js';
import type { LiveAnswers } from '../../../../../../build/aws/survey/live-answers.js';
import {
  failed,
  failedRun,
  healthyInput,
  LIVE,
  listCodes,
  NOW,
  ok,
  PASSED_RUN,
  refusedRun,
  SECRET,
} from './healthy.js';

const MISSING = refusedRun('missing');

type Answers = Omit<LiveAnswers, 'utilization'>;

function check(answers: Answers & Partial<LiveAnswers>, changes: Partial<CheckInput> = {}) {
  return checkLiveAnswers(
    healthyInput({ liveAnswers: ok({ utilization: 14, ...answers }), ...changes }),
  );
}

describe('LIVE in TestFunction', () => {
  const withUtilization = (utilization: number): LiveAnswers => ({
    valid: PASSED_RUN,
    missing: MISSING,
    utilization,
  });

  it.each<[string, Answers, string[]]>([
    ['answers as it should', { valid: PASSED_RUN, missing: MISSING }, []],
    ['is tested without a token, for want of a secret', { valid: undefined, missing: MISSING }, []],
    [
      'refuses a valid token',
      { valid: refusedRun('bad_signature'), missing: MISSING },
      ['live-refuses'],
    ],
    ['lets everybody in', { valid: PASSED_RUN, missing: PASSED_RUN }, ['live-open']],
    [
      'throws for a token',
      { valid: failedRun('TypeError in line 2'), missing: MISSING },
      ['live-fails'],
    ],
    [
      'throws without a token',
      { valid: undefined, missing: failedRun('SyntaxError') },
      ['live-fails'],
    ],
    ['takes 50 %', withUtilization(50), []],
    ['takes 51 %', withUtilization(51), ['compute-high']],
    ['takes 70 %', withUtilization(70), ['compute-high']],
    ['takes 71 %', withUtilization(71), ['compute-limit']],
  ])('%s', (_, answers, expected) => {
    expect(listCodes(check(answers))).toEqual(expected);
  });

  const storedWith = (cutOff: string) => ok({ secrets: [SECRET], suffix: `;${cutOff}` });

  it.each<[string, CheckInput['stored'], string[]]>([
    ['is in force', storedWith(`${NOW}`), []],
    ['is invalid', storedWith('soon'), []],
    ['has expired', storedWith(`${NOW - 1}`), ['live-refuses']],
    ['is not there', ok({ secrets: [SECRET], suffix: '' }), ['live-refuses']],
    ['could not be read', failed('ERR_AWS'), ['live-refuses']],
  ])('answers "revoked" while the cut-off for everybody %s', (_, stored, expected) => {
    const answers = { valid: refusedRun('revoked'), missing: MISSING };
    expect(listCodes(check(answers, { stored }))).toEqual(expected);
  });

  it.each<[string, Answers]>([
    ['live-fails', { valid: PASSED_RUN, missing: failedRun('it is over') }],
    ['live-refuses', { valid: refusedRun('bad_signature'), missing: MISSING }],
    ['live-open', { valid: PASSED_RUN, missing: PASSED_RUN }],
  ])('is deployed again only if that changes anything: %s', (code, answers) => {
    const fixWith = (changes: Partial<CheckInput>) =>
      check(answers, changes).find((each) => each.code === code)!.fix;
    expect(fixWith({})).toMatch(
      /^deploy has nothing to do, because LIVE is what the configuration builds: .*KeyValueStore.*health\.aws\.amazon\.com.*, then npx pocket-spa-auth doctor$/,
    );
    const deploy = 'npx pocket-spa-auth deploy';
    expect(fixWith({ live: ok({ ...LIVE, code: '// another' }) })).toBe(deploy);
    expect(fixWith({ live: ok({ ...LIVE, store: undefined }) })).toBe(deploy);
    expect(fixWith({ built: failed('ERR_GATE') })).toBe(deploy);
  });

  it('throws an error that is reported without the secret in it', () => {
    const missing = failedRun(`unexpected "${SECRET}"\nin line 2`);
    const [found] = check({ valid: undefined, missing });
    expect(found!.what).toContain('(64 hex digits)');
    expect(found!.what).not.toContain(SECRET);
  });

  it('is no finding if it was not tested', () => {
    expect(checkLiveAnswers(healthyInput({ liveAnswers: ok(undefined) }))).toEqual([]);
    expect(checkLiveAnswers(healthyInput({ liveAnswers: failed('ERR_AWS') }))).toEqual([]);
  });
});
