import { describe, expect, it } from 'vitest';
import { decideRenewal, type RenewalInput, type RenewalRules } from '../../../signer/renewal.js';

const NOW = 1_700_000_000;
const HOUR = 3600;

const input = (changes: Partial<RenewalInput> = {}): RenewalInput => ({
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
const token = (left: number, userId = 'alice'): RenewalInput['cookie'] => ({
  valid: true,
  userId,
  expiry: NOW + left,
});
const issue = (maxAge: number, userId = 'alice') => ({ action: 'issue', userId, maxAge });
const CLEAR = { action: 'clear' };
const KEEP = { action: 'keep' };

describe('with a user who is logged in', () => {
  it.each(['missing', 'malformed', 'expired', 'bad_signature', 'revoked'] as const)(
    'issues a token if the cookie is %s',
    (reason) => {
      expect(decideRenewal(input({ cookie: { valid: false, reason } }), rules())).toEqual(
        issue(HOUR),
      );
    },
  );

  it.each<[string, RenewalInput['cookie'], object]>([
    ['keeps a valid token', token(1), KEEP],
    ['keeps a token in its last second', token(0), KEEP],
    ['replaces a token that is only valid by tolerance', token(-1), issue(HOUR)],
    ["replaces another user's token", token(HOUR, 'bob'), issue(HOUR)],
    ['keeps a token that lives longer than maxAge', token(9 * HOUR), KEEP],
  ])('%s', (_name, cookie, expected) => {
    expect(decideRenewal(input({ cookie }), rules())).toEqual(expected);
  });
});

describe('with nobody logged in', () => {
  it.each<[string, RenewalInput['cookie'], object]>([
    ['does nothing without a cookie', { valid: false, reason: 'missing' }, KEEP],
    ['clears a malformed token', { valid: false, reason: 'malformed' }, CLEAR],
    ['clears an expired token', { valid: false, reason: 'expired' }, CLEAR],
    ['clears a forged token', { valid: false, reason: 'bad_signature' }, CLEAR],
    ['clears a revoked token', { valid: false, reason: 'revoked' }, CLEAR],
    ['clears a valid token', token(HOUR), CLEAR],
  ])('%s', (_name, cookie, expected) => {
    expect(decideRenewal(input({ userId: null, cookie }), rules())).toEqual(expected);
  });
});

describe('renewBefore', () => {
  it.each([
    [601, KEEP],
    [600, KEEP],
    [599, issue(HOUR)],
    [0, issue(HOUR)],
  ])('of 600 decides about a token with %i seconds left', (left, expected) => {
    const sliding = rules({ renewBefore: 600 });
    expect(decideRenewal(input({ cookie: token(left) }), sliding)).toEqual(expected);
  });

  it('equal to maxAge renews once per second at most', () => {
    const always = rules({ renewBefore: HOUR });
    expect(decideRenewal(input({ cookie: token(HOUR) }), always)).toEqual(KEEP);
    expect(decideRenewal(input({ cookie: token(HOUR - 1) }), always)).toEqual(issue(HOUR));
  });
});

describe('absoluteMaxAge', () => {
  const day = 24 * HOUR;
  const capped = rules({ absoluteMaxAge: day, renewBefore: 600 });
  const aged = (age: number, cookie = input().cookie) =>
    decideRenewal(input({ sessionStart: NOW - age, cookie }), capped);

  it.each([
    [0, issue(HOUR)],
    [day - HOUR, issue(HOUR)],
    [day - HOUR + 1, issue(HOUR - 1)],
    [day - 1, issue(1)],
  ])('limits the new token in a session of %i seconds', (age, expected) => {
    expect(aged(age)).toEqual(expected);
  });

  it.each([day, day + 1, 99 * day])('ends a session of %i seconds', (age) => {
    expect(aged(age)).toEqual(KEEP);
    expect(aged(age, token(HOUR))).toEqual(CLEAR);
    expect(aged(age, { valid: false, reason: 'expired' })).toEqual(CLEAR);
  });

  it('replaces a token that would outlive the session', () => {
    expect(aged(day - 60, token(60))).toEqual(KEEP);
    expect(aged(day - 60, token(61))).toEqual(issue(60));
  });

  it('does not issue the same expiry repeatedly near the end', () => {
    expect(aged(day - 60, token(59))).toEqual(issue(60));
    expect(aged(day - 59, token(59))).toEqual(KEEP);
  });

  it('ends a session of unknown age', () => {
    expect(decideRenewal(input({ cookie: token(1) }), capped)).toEqual(CLEAR);
    expect(decideRenewal(input(), capped)).toEqual(KEEP);
  });

  it('is not applied if it is left out', () => {
    expect(decideRenewal(input({ sessionStart: 0 }), rules())).toEqual(issue(HOUR));
  });
});

it('decideRenewal does not change its input', () => {
  const given = Object.freeze(input({ cookie: Object.freeze(token(1)) }));
  expect(decideRenewal(given, Object.freeze(rules()))).toEqual(KEEP);
});
