import { describe, expect, it } from 'vitest';
import {
  checkGlobalCutOff,
  checkIgnoredCutOffs,
} from '../../../../../../build/aws/doctor/checks/cut-off.js';
import { checkFunction } from '../../../../../../build/aws/doctor/checks/function.js';
import type { CheckInput } from '../../../../../../build/aws/doctor/findings.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { failed, healthyInput, LIVE, listCodes, NOW, ok, SECRET } from './healthy.js';

const WITH_REVOCATION = ok({ ...LIVE, code: `${LIVE.code}var a="revoked:";` });

const ON: EdgeConfig = { revocation: true };

const REVOKE = 'npx pocket-spa-auth revoke';

const WEEK = 604_800;

const DAY = 86_400;

const HOUR = 3600;

const storedWith = (suffix: string) => ok({ secrets: [SECRET], suffix });

describe('a cut-off for everybody', () => {
  const check = (suffix: string, config = ON, live = WITH_REVOCATION) =>
    checkGlobalCutOff(healthyInput({ live, stored: storedWith(suffix) }, config));

  it.each([
    ['is not there', '', []],
    ['has expired', `;${NOW - 1}`, []],
    ['is in force', `;${NOW + WEEK}`, []],
    ['is as far ahead as clocks may differ', `;${NOW + WEEK + HOUR}`, []],
    ['has white space around it', `; ${NOW}\t`, []],
    ['is followed by a part of a later version', `;${NOW};anything`, []],
    ['is further ahead than a token lives', `;${NOW + WEEK + HOUR + 1}`, ['cut-off-far']],
    ['is in milliseconds', `;${NOW}000`, ['cut-off-far']],
    ['is the greatest possible number', `;${'9'.repeat(16)}`, ['cut-off-far']],
    ['has too many digits', `;${'9'.repeat(17)}`, ['cut-off-unusable']],
    ['is a word', ';soon', ['cut-off-unusable']],
    ['begins with a number', `;${NOW} or so`, ['cut-off-unusable']],
    ['is empty', ';', ['cut-off-unusable']],
  ])('that %s', (_, suffix, expected) => {
    expect(listCodes(check(suffix))).toEqual(expected);
  });

  it('is compared with the lifetime in the configuration', () => {
    const config = { ...ON, deploy: { maxAge: 30 * DAY } };
    expect(check(`;${NOW + 30 * DAY + HOUR}`, config)).toEqual([]);
    expect(listCodes(check(`;${NOW + 30 * DAY + HOUR + 1}`, config))).toEqual(['cut-off-far']);
  });

  it('is no finding if nothing reads it, or if it could not be read', () => {
    expect(check(';soon', {}, ok(LIVE))).toEqual([]);
    for (const stored of [failed('ERR_AWS'), ok(undefined)]) {
      expect(checkGlobalCutOff(healthyInput({ live: WITH_REVOCATION, stored }, ON))).toEqual([]);
    }
  });

  it('that is invalid is reported without its text, and replaced by a valid one', () => {
    expect(check(';soon')).toMatchObject([
      {
        what: 'the cut-off for everybody in the KeyValueStore pocket-spa-auth is invalid: text of 4 characters',
        fix: `${REVOKE} --all-before now`,
      },
    ]);
  });

  it('that is invalid is lifted if LIVE was built without revocation, or is to be', () => {
    expect(check(';soon', ON, ok(LIVE))[0]!.fix).toBe(`${REVOKE} --lift-everybody`);
    expect(check(';soon', {})[0]!.fix).toBe(`${REVOKE} --lift-everybody`);
  });

  it('that is too far ahead is lifted, and written again if everybody is to be logged out', () => {
    expect(check(`;${NOW}000`)[0]!.fix).toBe(
      `set deploy.maxAge if tokens live that long; otherwise ${REVOKE} --lift-everybody, and if everybody is to be logged out nevertheless, ${REVOKE} --all-before now`,
    );
  });
});

describe('cut-offs that LIVE ignores', () => {
  const check = (changes: Partial<CheckInput>, config: EdgeConfig = {}) =>
    checkIgnoredCutOffs(healthyInput(changes, config));

  const OF_USER: Partial<CheckInput> = { userCutOffs: ok([`${NOW + 1}`]) };

  it.each<[string, Partial<CheckInput>, boolean]>([
    ['of a user', OF_USER, true],
    ['of a user, expired', { userCutOffs: ok([`${NOW - 1}`]) }, false],
    ['for everybody', { stored: storedWith(`;${NOW + 1}`) }, true],
    ['for everybody, expired', { stored: storedWith(`;${NOW - 1}`) }, false],
    ['for everybody, invalid', { stored: storedWith(';soon') }, true],
  ])('are found: %s', (_, changes, isFound) => {
    expect(listCodes(check(changes))).toEqual(isFound ? ['revocation-ignored'] : []);
  });

  it('are no finding if LIVE was built with revocation', () => {
    const changes = { ...OF_USER, live: WITH_REVOCATION, development: WITH_REVOCATION };
    expect(check(changes)).toEqual([]);
    expect(listCodes(checkFunction(healthyInput(changes)))).toEqual(['function-differs']);
  });

  it('are no finding if LIVE is missing or was not created by this package', () => {
    const foreign = ok({ ...LIVE, code: 'function handler(e) { return e.request; }' });
    expect(check({ ...OF_USER, live: foreign })).toEqual([]);
    expect(check({ ...OF_USER, live: ok(undefined) })).toEqual([]);
  });

  it('are fixed in the configuration first, if revocation is off there', () => {
    expect(check(OF_USER)[0]!.fix).toMatch(/^set "revocation": true/);
    expect(check(OF_USER, ON)[0]!.fix).toBe('npx pocket-spa-auth deploy');
  });
});
