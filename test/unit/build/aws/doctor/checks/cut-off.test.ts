import { describe, expect, it } from 'vitest';
import { checkCutOff } from '../../../../../../build/aws/doctor/checks/store.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { codes, healthy, LIVE, NOW, refusal, SECRET, seen } from './healthy.js';

const HEEDING = seen({ ...LIVE, code: `${LIVE.code}var a="revoked:";` });

const ON: EdgeConfig = { revocation: true };

const REVOKE = 'npx pocket-spa-auth revoke';

const WEEK = 604_800;

const DAY = 86_400;

const HOUR = 3600;

function found(suffix: string, config = ON, live = HEEDING) {
  return checkCutOff(healthy({ live, stored: seen({ secrets: [SECRET], suffix }) }, config));
}

describe("everybody's cut-off", () => {
  it.each([
    ['is not there', '', []],
    ['has run out', `;${NOW - 1}`, []],
    ['is in force', `;${NOW + WEEK}`, []],
    ['is as far ahead as two clocks may make it', `;${NOW + WEEK + HOUR}`, []],
    ['has white space round it', `; ${NOW}\t`, []],
    ['has a later version behind it', `;${NOW};anything`, []],
    ['is further ahead than any token lives', `;${NOW + WEEK + HOUR + 1}`, ['cut-off-far']],
    ['is in milliseconds', `;${NOW}000`, ['cut-off-far']],
    ['is the greatest there is', `;${'9'.repeat(16)}`, ['cut-off-far']],
    ['has too many digits', `;${'9'.repeat(17)}`, ['cut-off-unusable']],
    ['is a word', ';soon', ['cut-off-unusable']],
    ['begins with a number', `;${NOW} or so`, ['cut-off-unusable']],
    ['is empty', ';', ['cut-off-unusable']],
  ])('%s', (_, suffix, expected) => {
    expect(codes(found(suffix))).toEqual(expected);
  });

  it('is judged by the lifetime that the configuration says', () => {
    const config = { ...ON, deploy: { maxAge: 30 * DAY } };
    expect(found(`;${NOW + 30 * DAY + HOUR}`, config)).toEqual([]);
    expect(codes(found(`;${NOW + 30 * DAY + HOUR + 1}`, config))).toEqual(['cut-off-far']);
  });

  it('is no matter where nobody heeds it, or could look', () => {
    expect(found(';soon', {}, seen(LIVE))).toEqual([]);
    expect(checkCutOff(healthy({ live: HEEDING, stored: refusal('ERR_AWS') }, ON))).toEqual([]);
    expect(checkCutOff(healthy({ live: HEEDING, stored: seen(undefined) }, ON))).toEqual([]);
  });

  it('that is none is told without its text, and mended by one that is', () => {
    expect(found(';soon')).toMatchObject([
      {
        what: "what stands as everybody's cut-off in the KeyValueStore pocket-spa-auth is none: text of 4 characters",
        mend: `${REVOKE} --all-before now`,
      },
    ]);
  });

  it('that is none is taken back where LIVE would not heed another, or is to stop heeding', () => {
    expect(found(';soon', ON, seen(LIVE))[0]!.mend).toBe(`${REVOKE} --lift-everybody`);
    expect(found(';soon', {})[0]!.mend).toBe(`${REVOKE} --lift-everybody`);
  });

  it('that is too far ahead is taken back, and made anew where it was meant', () => {
    expect(found(`;${NOW}000`)[0]!.mend).toBe(
      `set deploy.maxAge if tokens live that long; otherwise ${REVOKE} --lift-everybody, and if everybody is to be logged out all the same, ${REVOKE} --all-before now`,
    );
  });
});
