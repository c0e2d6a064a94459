import { describe, expect, it } from 'vitest';
import { checkStore } from '../../../../../../build/aws/doctor/checks/store.js';
import type { Evidence } from '../../../../../../build/aws/doctor/findings.js';
import { formatVersionId } from '../../../../../../build/aws/rotate/state.js';
import {
  codes,
  healthy,
  held,
  LIVE,
  OTHER,
  refusal,
  SECRET,
  STORE_ARN,
  seen,
  THIRD,
} from './healthy.js';

const FOURTH = 'd4'.repeat(32);

const PROVISIONING = { arn: STORE_ARN, etag: 'E2', status: 'PROVISIONING' };

const CASES: readonly (readonly [what: string, changes: Partial<Evidence>, codes: string[]])[] = [
  ['all is well', {}, []],
  [
    'there is none',
    { store: seen(undefined), stored: seen(undefined), live: seen({ ...LIVE, store: undefined }) },
    ['store-missing', 'store-not-associated'],
  ],
  ['it is being made', { store: seen(PROVISIONING), stored: seen(undefined) }, ['store-not-ready']],
  ['LIVE reads none', { live: seen({ ...LIVE, store: undefined }) }, ['store-not-associated']],
  ['LIVE reads another', { live: seen({ ...LIVE, store: `${STORE_ARN}0` }) }, ['store-other']],
  ['there is no LIVE', { live: seen(undefined) }, []],
  ['it holds no ring', { stored: seen(undefined) }, ['ring-missing']],
  ['its ring is unusable', { stored: refusal('ERR_SECRET') }, ['ring-unusable']],
  ['nobody could look at the ring', { stored: refusal('ERR_AWS') }, []],
  ['nobody could look at all', { store: refusal('ERR_AWS'), stored: refusal('ERR_AWS') }, []],
  [
    'its ring has no room for a fifth',
    { stored: seen({ secrets: [SECRET, OTHER, THIRD, FOURTH], suffix: '' }) },
    ['ring-full'],
  ],
  [
    'its ring has no room for so long a secret',
    { stored: seen({ secrets: [SECRET.repeat(4), OTHER.repeat(4), THIRD.repeat(4)], suffix: '' }) },
    ['ring-full'],
  ],
  [
    'a rotation has made its ring full',
    {
      stored: seen({ secrets: [SECRET, OTHER, THIRD, FOURTH], suffix: '' }),
      current: seen(held([SECRET, OTHER, THIRD, FOURTH], formatVersionId('introduced', [SECRET]))),
    },
    [],
  ],
  [
    'it is nearly full',
    { content: seen({ etag: '', items: 9, bytes: 4_300_000 }) },
    ['store-nearly-full'],
  ],
  ['it is far from full', { content: seen({ etag: '', items: 9, bytes: 4_100_000 }) }, []],
];

describe('the store', () => {
  it.each(CASES)('%s', (_, changes, expected) => {
    expect(codes(checkStore(healthy(changes)))).toEqual(expected);
  });

  it('is no matter where the secret is built in', () => {
    const embedded = { secret: 'embedded', runtime: 'cloudfront-js-2.0' } as const;
    expect(checkStore(healthy({ store: seen(undefined) }, embedded))).toEqual([]);
  });
});
