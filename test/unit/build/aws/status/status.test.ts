import { describe, expect, it } from 'vitest';
import { formatVersionId } from '../../../../../build/aws/rotate/state.js';
import { summarizeStatus } from '../../../../../build/aws/status/status.js';
import type { Survey } from '../../../../../build/aws/survey/survey.js';
import { fingerprint } from '../../../../../build/config/key-ring.js';
import { version } from '../../../../../build/host/packages.js';
import {
  CODE,
  DISTRIBUTION,
  healthy,
  held,
  LIVE,
  NOW,
  OTHER,
  refusal,
  SECRET,
  seen,
} from '../doctor/checks/healthy.js';

function status(changes: Partial<Survey> = {}) {
  const {
    config,
    deployment,
    now: _,
    cutOffs: __,
    trials: ___,
    ahead: ____,
    ...survey
  } = healthy(changes);
  return summarizeStatus(survey, { config, deployment });
}

describe('status', () => {
  it('sums a healthy site up', () => {
    const copy = {
      equal: true,
      version,
      bytes: CODE.length,
      runtime: 'cloudfront-js-2.0',
      status: 'DEPLOYED',
    };
    expect(status()).toEqual({
      name: 'pocket-spa-auth',
      function: { development: copy, live: copy },
      store: { status: 'READY', associated: true, entries: 1, bytes: 76 },
      secret: {
        secrets: 1,
        fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
        equal: true,
        mark: null,
        next: null,
      },
      distribution: {
        id: DISTRIBUTION,
        status: 'Deployed',
        enabled: true,
        guarded: ['default'],
        open: ['/api/*'],
      },
      unseen: [],
    });
  });

  it('shows what is not there as null', () => {
    const none = seen(undefined);
    const empty = status({
      development: none,
      live: none,
      store: none,
      content: none,
      stored: none,
      current: none,
      distribution: none,
    });
    expect(empty).toEqual({
      name: 'pocket-spa-auth',
      function: { development: null, live: null },
      store: null,
      secret: null,
      distribution: null,
      unseen: [],
    });
  });

  it('shows what nobody could see as unknown, and says why once', () => {
    const denied = refusal('ERR_AWS', 'no permission');
    const result = status({
      live: denied,
      store: denied,
      content: denied,
      stored: denied,
      current: denied,
    });
    expect(result.function.live).toBe('unknown');
    expect(result.store).toBe('unknown');
    expect(result.secret).toBe('unknown');
    expect(result.function.development).not.toBe('unknown');
    expect(result.unseen).toEqual(['no permission']);
  });

  it.each([
    ['other code', { code: `${CODE}//` }, { equal: false, version }],
    ['another runtime', { runtime: 'cloudfront-js-1.0' }, { equal: false, version }],
    ['another maker', { code: 'function handler() {}' }, { equal: false, version: null }],
    ['another store', { store: undefined }, { equal: true }],
  ])('compares %s', (_, change, expected) => {
    expect(status({ live: seen({ ...LIVE, ...change }) }).function.live).toMatchObject(expected);
  });

  it('compares with nothing where nothing could be built', () => {
    const { live } = status({ built: refusal('ERR_GATE') }).function;
    expect(live).toMatchObject({ equal: null });
  });

  it('tells whether LIVE reads the store', () => {
    const store = (live: Survey['live']) => status({ live }).store;
    expect(store(seen({ ...LIVE, store: undefined }))).toMatchObject({ associated: false });
    expect(store(seen(undefined))).toMatchObject({ associated: false });
    expect(store(refusal('ERR_AWS'))).toMatchObject({ associated: null });
  });

  it('compares the two rings, and shows neither', () => {
    const result = status({ current: seen(held([OTHER])) });
    expect(result.secret).toMatchObject({ equal: false, fingerprint: fingerprint([OTHER]) });
    expect(JSON.stringify(result)).not.toMatch(new RegExp(`${SECRET}|${OTHER}`));
  });

  it('tells how far a rotation is, and from when it can go on', () => {
    const ring = [SECRET, OTHER];
    const current = seen({ ...held(ring, formatVersionId('introduced', ring)), createdAt: NOW });
    expect(status({ current }).secret).toMatchObject({
      secrets: 2,
      mark: 'introduced',
      // backendTtl 300 and a minute of leeway.
      next: { step: 'promote', at: NOW + 360 },
    });
  });
});
