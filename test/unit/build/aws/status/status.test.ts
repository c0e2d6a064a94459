import { describe, expect, it } from 'vitest';
import type { FunctionMetrics } from '../../../../../build/aws/resources/metrics.js';
import { formatVersionId } from '../../../../../build/aws/rotate/mark.js';
import { summarizeStatus } from '../../../../../build/aws/status/status.js';
import type { ReadResult } from '../../../../../build/aws/survey/read-result.js';
import type { Survey } from '../../../../../build/aws/survey/survey.js';
import { fingerprint } from '../../../../../build/config/key-ring.js';
import { version } from '../../../../../build/host/packages.js';
import {
  CODE,
  DISTRIBUTION,
  failed,
  healthyInput,
  LIVE,
  NOW,
  OTHER,
  ok,
  SECRET,
  secretVersion,
} from '../doctor/checks/healthy.js';

function status(changes: Partial<Survey> = {}, metrics?: ReadResult<FunctionMetrics | undefined>) {
  const {
    config,
    deployment,
    now: _,
    userCutOffs: __,
    liveAnswers: ___,
    clockSkew: ____,
    metrics: _____,
    surroundings: ______,
    ...survey
  } = healthyInput(changes);
  return summarizeStatus(survey, { config, deployment }, metrics);
}

describe('status', () => {
  it('summarizes a healthy site', () => {
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
        managedBy: null,
        guarded: ['default'],
        open: ['/api/*'],
      },
      metrics: null,
      unseen: [],
    });
  });

  it('shows what does not exist as null', () => {
    const none = ok(undefined);
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
      metrics: null,
      unseen: [],
    });
  });

  it('shows what could not be read as unknown, and gives each reason once', () => {
    const denied = failed('ERR_AWS', 'no permission');
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
  ])('compares LIVE with the build: %s', (_, change, expected) => {
    expect(status({ live: ok({ ...LIVE, ...change }) }).function.live).toMatchObject(expected);
  });

  it('shows null for the comparison if the build failed', () => {
    const { live } = status({ built: failed('ERR_GATE') }).function;
    expect(live).toMatchObject({ equal: null });
  });

  it('shows whether LIVE reads the store', () => {
    const store = (live: Survey['live']) => status({ live }).store;
    expect(store(ok({ ...LIVE, store: undefined }))).toMatchObject({ associated: false });
    expect(store(ok(undefined))).toMatchObject({ associated: false });
    expect(store(failed('ERR_AWS'))).toMatchObject({ associated: null });
  });

  it('compares the two key rings without showing their secrets', () => {
    const result = status({ current: ok(secretVersion([OTHER])) });
    expect(result.secret).toMatchObject({ equal: false, fingerprint: fingerprint([OTHER]) });
    expect(JSON.stringify(result)).not.toMatch(new RegExp(`${SECRET}|${OTHER}`));
  });

  it('shows the last step of a rotation, and when the next is due', () => {
    const ring = [SECRET, OTHER];
    const current = ok({
      ...secretVersion(ring, formatVersionId('introduced', ring)),
      createdAt: NOW,
    });
    expect(status({ current }).secret).toMatchObject({
      secrets: 2,
      mark: 'introduced',
      // backendTtl 300 and a minute of leeway.
      next: { step: 'promote', at: NOW + 360 },
    });
  });

  it('shows what CloudFront measured', () => {
    const metrics = { errors: 3, throttles: 0, compute: 14 };
    expect(status({}, ok(metrics)).metrics).toEqual(metrics);
    expect(status({}, ok({ ...metrics, compute: undefined })).metrics).toMatchObject({
      compute: null,
    });
    const denied = status({}, failed('ERR_AWS', 'no permission'));
    expect(denied).toMatchObject({ metrics: 'unknown', unseen: ['no permission'] });
  });
});
