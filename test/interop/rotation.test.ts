import { expect, it } from 'vitest';
import { verdicts } from '../unit/build/aws/edge-site.js';
import { NAME, READ, type Site, startSite, WEEK } from '../unit/build/aws/rotate/site.js';
import { PYTHON } from './siblings/sibling.js';
import { isInstalled } from './tools/tools.js';

/**
 * Signs a token in Python with the current secret. Returns the verdicts of Python and of the edge.
 */
async function signAndCheck(site: Site) {
  const secret = site.fake.secrets.read(NAME)!;
  const now = site.clock.now();
  const [signed] = await PYTHON.ask([['sign', secret, 'ada', WEEK, now]]);
  if (signed?.[0] !== 'ok') {
    return { signed: signed?.[0] };
  }
  const token = signed[1]!;
  const [checked] = await PYTHON.ask([['check', secret, token, now]]);
  return { signed: 'ok', checked: checked?.[0], edge: await verdicts(site, token) };
}

/** The verdicts before a rotation and after each of its steps. */
async function runRotation(rotation: 'ring' | 'labels') {
  const site = await startSite({ config: { deploy: { rotation } } });
  const phases = [await signAndCheck(site)];
  for (const pause of [READ, READ + WEEK, 60]) {
    await site.run();
    phases.push(await signAndCheck(site));
    await site.clock.sleep(pause);
  }
  return phases;
}

const WORKS = { signed: 'ok', checked: 'valid', edge: ['in'] };

const FAILS = { signed: 'error' };

// Python reads AWSCURRENT as one secret. This is the reason for deploy.rotation "labels".
it.runIf(isInstalled(PYTHON)).each([
  ['labels', [WORKS, WORKS, WORKS, WORKS]],
  ['ring', [WORKS, FAILS, FAILS, WORKS]],
] as const)(
  'Python signs and checks tokens during a rotation as expected: "%s"',
  async (rotation, expected) => {
    expect(await runRotation(rotation)).toEqual(expected);
  },
);
