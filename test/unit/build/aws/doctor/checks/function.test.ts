import { describe, expect, it } from 'vitest';
import { checkBuild, checkFunction } from '../../../../../../build/aws/doctor/checks/function.js';
import type { Evidence } from '../../../../../../build/aws/doctor/findings.js';
import { observe } from '../../../../../../build/aws/survey/observation.js';
import { GateError, MissingPeerError } from '../../../../../../build/host/errors.js';
import { codes, healthy, LIVE, NOW, refusal, SECRET, seen } from './healthy.js';

const CASES: readonly (readonly [what: string, changes: Partial<Evidence>, codes: string[]])[] = [
  ['all is well', {}, []],
  [
    'there is no function',
    { development: seen(undefined), live: seen(undefined) },
    ['function-missing'],
  ],
  ['it was never published', { live: seen(undefined) }, ['function-not-live']],
  [
    'another wrote LIVE',
    { live: seen({ ...LIVE, code: 'function handler(e) { return e.request; }' }) },
    ['function-foreign'],
  ],
  [
    'another wrote it, and it is not LIVE',
    { development: seen({ ...LIVE, code: '// mine' }), live: seen(undefined) },
    ['function-foreign'],
  ],
  ['nobody could look', { live: refusal('ERR_AWS'), development: refusal('ERR_AWS') }, []],
  [
    'LIVE is of another version',
    both({ ...LIVE, code: '// pocket-spa-auth 0.0.1\nfunction handler() {}\n' }),
    ['function-outdated'],
  ],
  [
    'LIVE is of another configuration',
    both({ ...LIVE, code: `${LIVE.code}//` }),
    ['function-differs'],
  ],
  [
    'LIVE runs on the other runtime',
    both({ ...LIVE, runtime: 'cloudfront-js-1.0' }),
    ['function-runtime'],
  ],
  [
    'DEVELOPMENT has other code',
    { development: seen({ ...LIVE, code: `${LIVE.code}//` }) },
    ['function-unpublished'],
  ],
  [
    'DEVELOPMENT has another store',
    { development: seen({ ...LIVE, store: undefined }) },
    ['function-unpublished'],
  ],
  ['nothing could be built', { built: refusal('ERR_SECRET') }, []],
];

describe('the function', () => {
  it.each(CASES)('%s', (_, changes, expected) => {
    expect(codes(checkFunction(healthy(changes)))).toEqual(expected);
  });

  it('is told by both versions', () => {
    const code = '// pocket-spa-auth 0.0.1\nfunction handler() {}\n';
    const [found] = checkFunction(healthy(both({ ...LIVE, code })));
    expect(found).toMatchObject({
      what: expect.stringMatching(/^LIVE is from version 0\.0\.1, this is \d+\.\d+\.\d+/),
      mend: 'npx pocket-spa-auth deploy',
    });
  });

  it('is mended at its own stage', () => {
    const examined = healthy({ live: seen(undefined) });
    const deployment = { ...examined.deployment, selection: '--stage dev' };
    expect(checkFunction({ ...examined, deployment })[0]!.mend).toBe(
      'npx pocket-spa-auth deploy --stage dev',
    );
  });
});

describe('cut-offs that LIVE does not heed', () => {
  const suffix = (text: string) => seen({ secrets: [SECRET], suffix: `;${text}` });

  it.each([
    ['of a user', { cutOffs: seen([`${NOW + 1}`]) }, true],
    ['of a user, run out', { cutOffs: seen([`${NOW - 1}`]) }, false],
    ['of everybody', { stored: suffix(`${NOW + 1}`) }, true],
    ['of everybody, run out', { stored: suffix(`${NOW - 1}`) }, false],
    ['of everybody, and no number', { stored: suffix('soon') }, true],
  ])('%s', (_, changes, isFound) => {
    expect(codes(checkFunction(healthy(changes)))).toEqual(isFound ? ['revocation-ignored'] : []);
  });

  it('are no fault where LIVE heeds them', () => {
    const live = { ...LIVE, code: `${LIVE.code}var a="revoked:";` };
    const cutOffs = seen([`${NOW + 1}`]);
    const found = checkFunction(healthy({ ...both(live), cutOffs }));
    expect(codes(found)).toEqual(['function-differs']);
  });

  it('are mended by the configuration first', () => {
    const changes = { cutOffs: seen([`${NOW + 1}`]) };
    const [off] = checkFunction(healthy(changes));
    const [on] = checkFunction(healthy(changes, { revocation: true }));
    expect(off!.mend).toMatch(/^set "revocation": true/);
    expect(on!.mend).toBe('npx pocket-spa-auth deploy');
  });
});

describe('the build', () => {
  it.each([
    new GateError('size', 'viewer-request.js', '10,300 bytes'),
    new MissingPeerError('esbuild'),
  ])('is a finding where it fails: $code', async (error) => {
    const built = await observe(() => Promise.reject(error));
    expect(checkBuild(healthy({ built }))).toMatchObject([
      { code: 'build-fails', what: error.message },
    ]);
  });

  it('is none where its secret is the trouble', () => {
    expect(checkBuild(healthy({ built: refusal('ERR_SECRET') }))).toEqual([]);
    expect(checkBuild(healthy())).toEqual([]);
  });
});

function both(state: typeof LIVE): Partial<Evidence> {
  return { development: seen(state), live: seen(state) };
}
