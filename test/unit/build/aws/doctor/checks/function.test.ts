import { describe, expect, it } from 'vitest';
import { checkBuild, checkFunction } from '../../../../../../build/aws/doctor/checks/function.js';
import type { CheckInput } from '../../../../../../build/aws/doctor/findings.js';
import { tryRead } from '../../../../../../build/aws/survey/read-result.js';
import { GateError, MissingPeerError } from '../../../../../../build/host/errors.js';
import { failed, healthyInput, LIVE, listCodes, ok } from './healthy.js';

const CASES: readonly (readonly [what: string, changes: Partial<CheckInput>, codes: string[]])[] = [
  ['is as built', {}, []],
  ['does not exist', { development: ok(undefined), live: ok(undefined) }, ['function-missing']],
  ['was never published', { live: ok(undefined) }, ['function-not-live']],
  [
    'was not created by this package',
    { live: ok({ ...LIVE, code: 'function handler(e) { return e.request; }' }) },
    ['function-foreign'],
  ],
  [
    'was not created by this package, and is not LIVE',
    { development: ok({ ...LIVE, code: '// mine' }), live: ok(undefined) },
    ['function-foreign'],
  ],
  ['could not be read', { live: failed('ERR_AWS'), development: failed('ERR_AWS') }, []],
  [
    'was built by another version',
    both({ ...LIVE, code: '// pocket-spa-auth 0.0.1\nfunction handler() {}\n' }),
    ['function-outdated'],
  ],
  [
    'was built from another configuration',
    both({ ...LIVE, code: `${LIVE.code}//` }),
    ['function-differs'],
  ],
  [
    'runs on the other runtime',
    both({ ...LIVE, runtime: 'cloudfront-js-1.0' }),
    ['function-runtime'],
  ],
  [
    'has other code in DEVELOPMENT',
    { development: ok({ ...LIVE, code: `${LIVE.code}//` }) },
    ['function-unpublished'],
  ],
  [
    'has another store in DEVELOPMENT',
    { development: ok({ ...LIVE, store: undefined }) },
    ['function-unpublished'],
  ],
  ['has no build to be compared with', { built: failed('ERR_SECRET') }, []],
];

describe('the function', () => {
  it.each(CASES)('%s', (_, changes, expected) => {
    expect(listCodes(checkFunction(healthyInput(changes)))).toEqual(expected);
  });

  it('is reported with both versions', () => {
    const code = '// pocket-spa-auth 0.0.1\nfunction handler() {}\n';
    const [found] = checkFunction(healthyInput(both({ ...LIVE, code })));
    expect(found).toMatchObject({
      what: expect.stringMatching(
        /^LIVE was built by version 0\.0\.1, this is version \d+\.\d+\.\d+/,
      ),
      fix: 'npx pocket-spa-auth deploy',
    });
  });

  it('is fixed with the options of its stage', () => {
    const examined = healthyInput({ live: ok(undefined) });
    const deployment = { ...examined.deployment, selection: '--stage dev' };
    expect(checkFunction({ ...examined, deployment })[0]!.fix).toBe(
      'npx pocket-spa-auth deploy --stage dev',
    );
  });
});

describe('the build', () => {
  it.each([
    new GateError('size', 'viewer-request.js', '10,300 bytes'),
    new MissingPeerError('esbuild'),
  ])('is a finding if it fails: $code', async (error) => {
    const built = await tryRead(() => Promise.reject(error));
    expect(checkBuild(healthyInput({ built }))).toMatchObject([
      { code: 'build-fails', what: error.message },
    ]);
  });

  it('is no finding if it succeeds, or if the secret is unusable', () => {
    expect(checkBuild(healthyInput({ built: failed('ERR_SECRET') }))).toEqual([]);
    expect(checkBuild(healthyInput())).toEqual([]);
  });
});

function both(state: typeof LIVE): Partial<CheckInput> {
  return { development: ok(state), live: ok(state) };
}
