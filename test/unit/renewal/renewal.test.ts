import { describe, expect, it } from 'vitest';
import { type RenewalRules, renewal, type Visit } from '../../../signer/renewal.js';

const NOW = 1_700_000_000;
const HOUR = 3600;

const visit = (changes: Partial<Visit> = {}): Visit => ({
  userId: 'alice',
  cookie: { valid: false, reason: 'missing' },
  now: NOW,
  sessionStart: null,
  ...changes,
});
const rules = (changes: Partial<RenewalRules> = {}): RenewalRules => ({
  maxAge: HOUR,
  renewBefore: 0,
  absoluteMaxAge: undefined,
  ...changes,
});
const token = (left: number, userId = 'alice'): Visit['cookie'] => ({
  valid: true,
  userId,
  expiry: NOW + left,
});
const issue = (maxAge: number, userId = 'alice') => ({ action: 'issue', userId, maxAge });
const CLEAR = { action: 'clear' };
const KEEP = { action: 'keep' };

describe('somebody is logged in', () => {
  it.each(['missing', 'malformed', 'expired', 'bad_signature', 'revoked'] as const)(
    '%s: issue',
    (reason) => {
      expect(renewal(visit({ cookie: { valid: false, reason } }), rules())).toEqual(issue(HOUR));
    },
  );

  it.each<[string, Visit['cookie'], object]>([
    ['a good token', token(1), KEEP],
    ['its last second', token(0), KEEP],
    ['only valid by tolerance', token(-1), issue(HOUR)],
    ["another user's", token(HOUR, 'bob'), issue(HOUR)],
    ['longer than this backend would issue', token(9 * HOUR), KEEP],
  ])('%s', (_name, cookie, expected) => {
    expect(renewal(visit({ cookie }), rules())).toEqual(expected);
  });
});

describe('nobody is logged in', () => {
  it.each<[string, Visit['cookie'], object]>([
    ['no cookie', { valid: false, reason: 'missing' }, KEEP],
    ['malformed', { valid: false, reason: 'malformed' }, CLEAR],
    ['expired', { valid: false, reason: 'expired' }, CLEAR],
    ['bad_signature', { valid: false, reason: 'bad_signature' }, CLEAR],
    ['revoked', { valid: false, reason: 'revoked' }, CLEAR],
    ['valid', token(HOUR), CLEAR],
  ])('%s', (_name, cookie, expected) => {
    expect(renewal(visit({ userId: null, cookie }), rules())).toEqual(expected);
  });
});

describe('renewBefore', () => {
  it.each([
    [601, KEEP],
    [600, KEEP],
    [599, issue(HOUR)],
    [0, issue(HOUR)],
  ])('600, with %i seconds left', (left, expected) => {
    const sliding = rules({ renewBefore: 600 });
    expect(renewal(visit({ cookie: token(left) }), sliding)).toEqual(expected);
  });

  it('as long as maxAge renews once a second, not more', () => {
    const always = rules({ renewBefore: HOUR });
    expect(renewal(visit({ cookie: token(HOUR) }), always)).toEqual(KEEP);
    expect(renewal(visit({ cookie: token(HOUR - 1) }), always)).toEqual(issue(HOUR));
  });
});

describe('absoluteMaxAge', () => {
  const day = 24 * HOUR;
  const capped = rules({ absoluteMaxAge: day, renewBefore: 600 });
  const aged = (age: number, cookie = visit().cookie) =>
    renewal(visit({ sessionStart: NOW - age, cookie }), capped);

  it.each([
    [0, issue(HOUR)],
    [day - HOUR, issue(HOUR)],
    [day - HOUR + 1, issue(HOUR - 1)],
    [day - 1, issue(1)],
  ])('a session of %i seconds without a token', (age, expected) => {
    expect(aged(age)).toEqual(expected);
  });

  it.each([day, day + 1, 99 * day])('a session of %i seconds is over', (age) => {
    expect(aged(age)).toEqual(KEEP);
    expect(aged(age, token(HOUR))).toEqual(CLEAR);
    expect(aged(age, { valid: false, reason: 'expired' })).toEqual(CLEAR);
  });

  it('a token that would outlive the session is replaced', () => {
    expect(aged(day - 60, token(60))).toEqual(KEEP);
    expect(aged(day - 60, token(61))).toEqual(issue(60));
  });

  it('near the end the same expiry is not issued again and again', () => {
    expect(aged(day - 60, token(59))).toEqual(issue(60));
    expect(aged(day - 59, token(59))).toEqual(KEEP);
  });

  it('a session of unknown age is over', () => {
    expect(renewal(visit({ cookie: token(1) }), capped)).toEqual(CLEAR);
    expect(renewal(visit(), capped)).toEqual(KEEP);
  });

  it('without it the age of a session does not count', () => {
    expect(renewal(visit({ sessionStart: 0 }), rules())).toEqual(issue(HOUR));
  });
});

it('nothing that is handed over is changed', () => {
  const given = Object.freeze(visit({ cookie: Object.freeze(token(1)) }));
  expect(renewal(given, Object.freeze(rules()))).toEqual(KEEP);
});
