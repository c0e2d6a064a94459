import { describe, expect, it } from 'vitest';
import { checkStore } from '../../../../../../build/aws/doctor/checks/store.js';
import type { CheckInput } from '../../../../../../build/aws/doctor/findings.js';
import { formatVersionId } from '../../../../../../build/aws/rotate/mark.js';
import {
  failed,
  healthyInput,
  LIVE,
  listCodes,
  OTHER,
  ok,
  SECRET,
  STORE_ARN,
  secretVersion,
  THIRD,
} from './healthy.js';

const FOURTH = 'd4'.repeat(32);

const PROVISIONING = { arn: STORE_ARN, etag: 'E2', status: 'PROVISIONING', comment: '' };

const CASES: readonly (readonly [what: string, changes: Partial<CheckInput>, codes: string[]])[] = [
  ['is healthy', {}, []],
  [
    'does not exist',
    { store: ok(undefined), stored: ok(undefined), live: ok({ ...LIVE, store: undefined }) },
    ['store-missing', 'store-not-associated'],
  ],
  ['is being created', { store: ok(PROVISIONING), stored: ok(undefined) }, ['store-not-ready']],
  ['is not read by LIVE', { live: ok({ ...LIVE, store: undefined }) }, ['store-not-associated']],
  [
    'is not the one that LIVE reads',
    { live: ok({ ...LIVE, store: `${STORE_ARN}0` }) },
    ['store-other'],
  ],
  ['is read by no function, because none is LIVE', { live: ok(undefined) }, []],
  ['holds no ring', { stored: ok(undefined) }, ['ring-missing']],
  ['holds an unusable ring', { stored: failed('ERR_SECRET') }, ['ring-unusable']],
  ['has a ring that could not be read', { stored: failed('ERR_AWS') }, []],
  ['could not be read', { store: failed('ERR_AWS'), stored: failed('ERR_AWS') }, []],
  [
    'has no room for a fifth secret',
    { stored: ok({ secrets: [SECRET, OTHER, THIRD, FOURTH], suffix: '' }) },
    ['ring-full'],
  ],
  [
    'has no room for another secret of that length',
    { stored: ok({ secrets: [SECRET.repeat(4), OTHER.repeat(4), THIRD.repeat(4)], suffix: '' }) },
    ['ring-full'],
  ],
  [
    'has a full ring during a rotation',
    {
      stored: ok({ secrets: [SECRET, OTHER, THIRD, FOURTH], suffix: '' }),
      current: ok(
        secretVersion([SECRET, OTHER, THIRD, FOURTH], formatVersionId('introduced', [SECRET])),
      ),
    },
    [],
  ],
  [
    'is nearly full',
    { content: ok({ etag: '', items: 9, bytes: 4_300_000 }) },
    ['store-nearly-full'],
  ],
  ['is not nearly full', { content: ok({ etag: '', items: 9, bytes: 4_100_000 }) }, []],
];

describe('the store', () => {
  it.each(CASES)('%s', (_, changes, expected) => {
    expect(listCodes(checkStore(healthyInput(changes)))).toEqual(expected);
  });

  it('is not needed if the secret is embedded', () => {
    const embedded = { secret: 'embedded', runtime: 'cloudfront-js-2.0' } as const;
    expect(checkStore(healthyInput({ store: ok(undefined) }, embedded))).toEqual([]);
  });
});
