import { describe, expect, it } from 'vitest';
import { checkSecret } from '../../../../../../build/aws/doctor/checks/key-ring.js';
import { checkStore } from '../../../../../../build/aws/doctor/checks/store.js';
import type { Evidence } from '../../../../../../build/aws/doctor/findings.js';
import type { SecretVersion } from '../../../../../../build/aws/resources/secrets-manager.js';
import { formatVersionId, type Mark } from '../../../../../../build/aws/rotate/state.js';
import { codes, healthy, held, NOW, OTHER, refusal, SECRET, seen, THIRD } from './healthy.js';

function rings(current: readonly string[], stored: readonly string[], mark?: Mark) {
  return {
    current: seen(held(current, mark && formatVersionId(mark, current))),
    stored: seen({ secrets: stored, suffix: '' }),
  };
}

function pending(secrets: readonly string[], mark?: Mark) {
  const version = held(secrets, mark && formatVersionId(mark, secrets));
  return seen({ ...version, labels: ['AWSPENDING'] });
}

/** A version that a step has made of one secret. */
function made(mark: Mark, secret: string): SecretVersion {
  return held([secret], formatVersionId(mark, [secret]));
}

function waiting(secret: string): SecretVersion {
  return { ...made('introduced', secret), labels: ['AWSPENDING'] };
}

const INTERRUPTED = ['rotation-interrupted'];

const CASES: readonly (readonly [what: string, changes: Partial<Evidence>, codes: string[]])[] = [
  ['all is well', {}, []],
  ['there is none', { current: seen(undefined) }, ['secret-missing']],
  ['it is unusable', { current: refusal('ERR_SECRET') }, ['secret-unusable']],
  ['nobody could look', { current: refusal('ERR_AWS') }, []],
  [
    'its previous version is unusable',
    { previous: refusal('ERR_SECRET') },
    ['secret-version-unusable'],
  ],
  [
    'its pending version is unusable',
    { pending: refusal('ERR_SECRET') },
    ['secret-version-unusable'],
  ],

  ['the edge has another', rings([OTHER], [SECRET]), ['secret-not-at-edge']],
  ['the edge lacks the first', rings([OTHER, SECRET], [SECRET]), ['secret-not-at-edge']],
  ['the edge holds no ring', { stored: seen(undefined) }, []],
  ['the order differs', rings([OTHER, SECRET], [SECRET, OTHER], 'promoted'), ['ring-order']],
  ['introduce was interrupted', rings([SECRET], [SECRET, OTHER]), ['rotation-interrupted']],
  ['retire was interrupted', rings([OTHER, SECRET], [OTHER], 'promoted'), ['rotation-interrupted']],
  ['the rings share one of three', rings([SECRET, OTHER], [SECRET, THIRD]), ['secrets-differ']],

  [
    'an emergency was interrupted',
    { pending: pending([OTHER], 'emergency') },
    ['emergency-interrupted'],
  ],
  [
    'an emergency was interrupted when the edge had its secret',
    { ...rings([SECRET], [OTHER]), pending: pending([OTHER], 'emergency') },
    ['emergency-interrupted'],
  ],
  ['another tool has a version pending', { pending: pending([OTHER]) }, []],
  [
    'the emergency has left its label',
    {
      pending: seen(held([SECRET], formatVersionId('emergency', [SECRET]))),
    },
    [],
  ],
  [
    'the emergency has left its label, and another field was changed since',
    { ...rings([OTHER], [OTHER]), pending: pending([OTHER], 'emergency') },
    [],
  ],

  [
    'the retired secret lingers',
    { ...rings([SECRET], [SECRET], 'retired'), previous: seen(held([SECRET, OTHER])) },
    ['retired-secret-lingers'],
  ],
  [
    'the leaked secret lingers',
    { ...rings([SECRET], [SECRET], 'emergency'), previous: seen(held([OTHER])) },
    ['leaked-secret-lingers'],
  ],
  [
    'the previous version holds nothing else',
    { ...rings([SECRET], [SECRET], 'retired'), previous: seen(held([SECRET])) },
    [],
  ],
  [
    'another hand made the version',
    { ...rings([SECRET], [SECRET]), previous: seen(held([OTHER])) },
    [],
  ],
];

describe('the secret', () => {
  it.each(CASES)('%s', (_, changes, expected) => {
    expect(codes(checkSecret(healthy(changes)))).toEqual(expected);
  });

  it('shows nothing of itself', () => {
    const found = CASES.flatMap(([, changes]) => checkSecret(healthy(changes)));
    const text = JSON.stringify(found);
    for (const secret of [SECRET, OTHER, THIRD]) {
      expect(text).not.toContain(secret);
    }
  });
});

/** A rotation by labels: what the three labels and the store hold. */
const BY_LABELS: readonly (readonly [
  what: string,
  versions: { current: SecretVersion; previous?: SecretVersion; pending?: SecretVersion },
  stored: readonly string[],
  codes: string[],
])[] = [
  ['is introduced', { current: held([SECRET]), pending: waiting(OTHER) }, [SECRET, OTHER], []],
  ['has reached the store alone', { current: held([SECRET]) }, [SECRET, OTHER], INTERRUPTED],
  ['lost its secret', { current: held([SECRET]), pending: waiting(OTHER) }, [SECRET], INTERRUPTED],
  [
    'is promoted in Secrets Manager alone',
    { current: made('promoted', OTHER), previous: held([SECRET]), pending: waiting(OTHER) },
    [SECRET, OTHER],
    ['ring-order'],
  ],
  [
    'is promoted',
    { current: made('promoted', OTHER), previous: held([SECRET]) },
    [OTHER, SECRET],
    [],
  ],
  [
    'is promoted, and AWSPREVIOUS has moved on',
    { current: made('promoted', OTHER), previous: held([OTHER]) },
    [OTHER, SECRET],
    [],
  ],
  [
    'is retired in the store alone',
    { current: made('promoted', OTHER), previous: held([SECRET]) },
    [OTHER],
    INTERRUPTED,
  ],
  ['is over', { current: made('retired', OTHER), previous: held([OTHER]) }, [OTHER], []],
  [
    'was begun with a ring',
    { current: held([SECRET, OTHER]) },
    [SECRET, OTHER],
    ['secret-not-single'],
  ],
];

describe('a rotation by labels', () => {
  it.each(BY_LABELS)('%s', (_, { current, previous, pending }, secrets, expected) => {
    const looks = { current: seen(current), previous: seen(previous), pending: seen(pending) };
    const changes = { ...looks, stored: seen({ secrets, suffix: '' }) };
    const examined = healthy(changes, { deploy: { rotation: 'labels' } });
    expect(codes(checkSecret(examined))).toEqual(expected);
    expect(codes(checkStore(examined))).toEqual([]);
  });

  it('is under way since the new secret came, so it has room for one more', () => {
    const ring = [SECRET, OTHER, THIRD, 'd4'.repeat(32)];
    const changes = {
      current: seen(held([SECRET])),
      pending: seen({ ...waiting(OTHER), createdAt: NOW - 400 }),
      stored: seen({ secrets: ring, suffix: '' }),
    };
    const examined = healthy(changes, { deploy: { rotation: 'labels' } });
    expect(codes(checkStore(examined))).toEqual([]);
    expect(codes(checkSecret(examined))).toContain('rotation-due');
  });
});

describe('a rotation that waits', () => {
  const since = (mark: Mark, seconds: number) => {
    const ring = [SECRET, OTHER];
    const current = seen({ ...held(ring, formatVersionId(mark, ring)), createdAt: NOW - seconds });
    return healthy({ current, stored: seen({ secrets: ring, suffix: '' }) });
  };
  // backendTtl 300, a minute of leeway, maxAge 604,800.
  const PROMOTE = 360;
  const RETIRE = 605_160;

  it.each([
    ['introduced', PROMOTE - 1, []],
    ['introduced', PROMOTE, ['rotation-due']],
    ['promoted', RETIRE - 1, []],
    ['promoted', RETIRE, ['rotation-due']],
    ['retired', RETIRE, []],
  ] as const)('%s %i s ago', (mark, seconds, expected) => {
    expect(codes(checkSecret(since(mark, seconds)))).toEqual(expected);
  });

  it('is told with its step and its time', () => {
    expect(checkSecret(since('introduced', PROMOTE + 40))[0]).toMatchObject({
      what: expect.stringContaining('2027-01-15T07:59:20.000Z: promote'),
      mend: 'npx pocket-spa-auth rotate',
    });
  });
});
