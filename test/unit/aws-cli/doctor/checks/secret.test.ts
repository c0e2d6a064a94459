import { describe, expect, it } from 'vitest';
import { checkSecret } from '../../../../../build/aws/doctor/checks/secret.js';
import type { Examined } from '../../../../../build/aws/doctor/examined.js';
import { type Mark, markedId } from '../../../../../build/aws/rotate/marks.js';
import { codes, healthy, held, NOW, OTHER, refusal, SECRET, seen, THIRD } from './healthy.js';

function rings(current: readonly string[], stored: readonly string[], mark?: Mark) {
  return {
    current: seen(held(current, mark && markedId(mark, current))),
    stored: seen({ secrets: stored, suffix: '' }),
  };
}

function pending(secrets: readonly string[], mark?: Mark) {
  const version = held(secrets, mark && markedId(mark, secrets));
  return seen({ ...version, labels: ['AWSPENDING'] });
}

const CASES: readonly (readonly [what: string, changes: Partial<Examined>, codes: string[]])[] = [
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
      pending: seen(held([SECRET], markedId('emergency', [SECRET]))),
    },
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
    for (const secret of [SECRET, OTHER, THIRD]) expect(text).not.toContain(secret);
  });
});

describe('a rotation that waits', () => {
  const since = (mark: Mark, seconds: number) => {
    const ring = [SECRET, OTHER];
    const current = seen({ ...held(ring, markedId(mark, ring)), createdAt: NOW - seconds });
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
