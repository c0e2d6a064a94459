import { describe, expect, it } from 'vitest';
import { checkSecret } from '../../../../../../build/aws/doctor/checks/key-ring.js';
import { checkStore } from '../../../../../../build/aws/doctor/checks/store.js';
import type { CheckInput } from '../../../../../../build/aws/doctor/findings.js';
import type { SecretVersion } from '../../../../../../build/aws/resources/secrets-manager.js';
import { formatVersionId, type Mark } from '../../../../../../build/aws/rotate/mark.js';
import {
  failed,
  healthyInput,
  listCodes,
  NOW,
  OTHER,
  ok,
  SECRET,
  secretVersion,
  THIRD,
} from './healthy.js';

function rings(current: readonly string[], stored: readonly string[], mark?: Mark) {
  return {
    current: ok(secretVersion(current, mark && formatVersionId(mark, current))),
    stored: ok({ secrets: stored, suffix: '' }),
  };
}

function pending(secrets: readonly string[], mark?: Mark) {
  const version = secretVersion(secrets, mark && formatVersionId(mark, secrets));
  return ok({ ...version, labels: ['AWSPENDING'] });
}

/** A version with a single secret that a step has made. */
function madeBy(mark: Mark, secret: string): SecretVersion {
  return secretVersion([secret], formatVersionId(mark, [secret]));
}

function introducedVersion(secret: string): SecretVersion {
  return { ...madeBy('introduced', secret), labels: ['AWSPENDING'] };
}

const INTERRUPTED = ['rotation-interrupted'];

const CASES: readonly (readonly [what: string, changes: Partial<CheckInput>, codes: string[]])[] = [
  ['is healthy', {}, []],
  ['does not exist', { current: ok(undefined) }, ['secret-missing']],
  ['is unusable', { current: failed('ERR_SECRET') }, ['secret-unusable']],
  ['could not be read', { current: failed('ERR_AWS') }, []],
  [
    'has an unusable previous version',
    { previous: failed('ERR_SECRET') },
    ['secret-version-unusable'],
  ],
  [
    'has an unusable pending version',
    { pending: failed('ERR_SECRET') },
    ['secret-version-unusable'],
  ],

  ['is another than that at the edge', rings([OTHER], [SECRET]), ['secret-not-at-edge']],
  [
    'signs with a secret that the edge lacks',
    rings([OTHER, SECRET], [SECRET]),
    ['secret-not-at-edge'],
  ],
  ['has no counterpart at the edge', { stored: ok(undefined) }, []],
  [
    'is in another order at the edge',
    rings([OTHER, SECRET], [SECRET, OTHER], 'promoted'),
    ['ring-order'],
  ],
  [
    'was interrupted while it was introduced',
    rings([SECRET], [SECRET, OTHER]),
    ['rotation-interrupted'],
  ],
  [
    'was interrupted while the old one was retired',
    rings([OTHER, SECRET], [OTHER], 'promoted'),
    ['rotation-interrupted'],
  ],
  [
    'differs from the ring at the edge by two secrets',
    rings([SECRET, OTHER], [SECRET, THIRD]),
    ['secrets-differ'],
  ],

  [
    'was interrupted in an emergency',
    { pending: pending([OTHER], 'emergency') },
    ['emergency-interrupted'],
  ],
  [
    'was interrupted in an emergency after the edge had the new secret',
    { ...rings([SECRET], [OTHER]), pending: pending([OTHER], 'emergency') },
    ['emergency-interrupted'],
  ],
  ['has a pending version of another tool', { pending: pending([OTHER]) }, []],
  [
    'has a label left by an emergency',
    {
      pending: ok(secretVersion([SECRET], formatVersionId('emergency', [SECRET]))),
    },
    [],
  ],
  [
    'has a label left by an emergency, and another field was changed since',
    { ...rings([OTHER], [OTHER]), pending: pending([OTHER], 'emergency') },
    [],
  ],

  [
    'has the retired secret in its previous version',
    { ...rings([SECRET], [SECRET], 'retired'), previous: ok(secretVersion([SECRET, OTHER])) },
    ['retired-secret-lingers'],
  ],
  [
    'has the leaked secret in its previous version',
    { ...rings([SECRET], [SECRET], 'emergency'), previous: ok(secretVersion([OTHER])) },
    ['leaked-secret-lingers'],
  ],
  [
    'has no other secret in its previous version',
    { ...rings([SECRET], [SECRET], 'retired'), previous: ok(secretVersion([SECRET])) },
    [],
  ],
  [
    'was replaced by hand',
    { ...rings([SECRET], [SECRET]), previous: ok(secretVersion([OTHER])) },
    [],
  ],
];

describe('the secret', () => {
  it.each(CASES)('%s', (_, changes, expected) => {
    expect(listCodes(checkSecret(healthyInput(changes)))).toEqual(expected);
  });

  it('is never shown in a finding', () => {
    const found = CASES.flatMap(([, changes]) => checkSecret(healthyInput(changes)));
    const text = JSON.stringify(found);
    for (const secret of [SECRET, OTHER, THIRD]) {
      expect(text).not.toContain(secret);
    }
  });
});

/** The states of a rotation with the strategy "labels": the versions and the ring in the store. */
const BY_LABELS: readonly (readonly [
  what: string,
  versions: { current: SecretVersion; previous?: SecretVersion; pending?: SecretVersion },
  stored: readonly string[],
  codes: string[],
])[] = [
  [
    'is introduced',
    { current: secretVersion([SECRET]), pending: introducedVersion(OTHER) },
    [SECRET, OTHER],
    [],
  ],
  [
    'is introduced in the store only',
    { current: secretVersion([SECRET]) },
    [SECRET, OTHER],
    INTERRUPTED,
  ],
  [
    'is introduced, and the store has lost the new secret',
    { current: secretVersion([SECRET]), pending: introducedVersion(OTHER) },
    [SECRET],
    INTERRUPTED,
  ],
  [
    'is promoted in Secrets Manager only',
    {
      current: madeBy('promoted', OTHER),
      previous: secretVersion([SECRET]),
      pending: introducedVersion(OTHER),
    },
    [SECRET, OTHER],
    ['ring-order'],
  ],
  [
    'is promoted',
    { current: madeBy('promoted', OTHER), previous: secretVersion([SECRET]) },
    [OTHER, SECRET],
    [],
  ],
  [
    'is promoted, and AWSPREVIOUS has moved on',
    { current: madeBy('promoted', OTHER), previous: secretVersion([OTHER]) },
    [OTHER, SECRET],
    [],
  ],
  [
    'is retired in the store only',
    { current: madeBy('promoted', OTHER), previous: secretVersion([SECRET]) },
    [OTHER],
    INTERRUPTED,
  ],
  [
    'has ended',
    { current: madeBy('retired', OTHER), previous: secretVersion([OTHER]) },
    [OTHER],
    [],
  ],
  [
    'was begun with the strategy "ring"',
    { current: secretVersion([SECRET, OTHER]) },
    [SECRET, OTHER],
    ['secret-not-single'],
  ],
];

describe('a rotation with the strategy labels', () => {
  it.each(BY_LABELS)('%s', (_, { current, previous, pending }, secrets, expected) => {
    const results = { current: ok(current), previous: ok(previous), pending: ok(pending) };
    const changes = { ...results, stored: ok({ secrets, suffix: '' }) };
    const examined = healthyInput(changes, { deploy: { rotation: 'labels' } });
    expect(listCodes(checkSecret(examined))).toEqual(expected);
    expect(listCodes(checkStore(examined))).toEqual([]);
  });

  it('is dated by the version of the new secret, and needs no more room in the store', () => {
    const ring = [SECRET, OTHER, THIRD, 'd4'.repeat(32)];
    const changes = {
      current: ok(secretVersion([SECRET])),
      pending: ok({ ...introducedVersion(OTHER), createdAt: NOW - 400 }),
      stored: ok({ secrets: ring, suffix: '' }),
    };
    const examined = healthyInput(changes, { deploy: { rotation: 'labels' } });
    expect(listCodes(checkStore(examined))).toEqual([]);
    expect(listCodes(checkSecret(examined))).toContain('rotation-due');
  });
});

describe('a rotation that was', () => {
  const inputSince = (mark: Mark, seconds: number) => {
    const ring = [SECRET, OTHER];
    const current = ok({
      ...secretVersion(ring, formatVersionId(mark, ring)),
      createdAt: NOW - seconds,
    });
    return healthyInput({ current, stored: ok({ secrets: ring, suffix: '' }) });
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
    expect(listCodes(checkSecret(inputSince(mark, seconds)))).toEqual(expected);
  });

  it('is reported with the next step and its time', () => {
    expect(checkSecret(inputSince('introduced', PROMOTE + 40))[0]).toMatchObject({
      what: expect.stringContaining('2027-01-15T07:59:20.000Z: promote'),
      fix: 'npx pocket-spa-auth rotate',
    });
  });
});
