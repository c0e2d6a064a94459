import { expect, it } from 'vitest';
import { verdicts } from '../unit/build/aws/rotate/backends.js';
import { NAME, READ, type Site, startSite, WEEK } from '../unit/build/aws/rotate/site.js';
import { PYTHON } from './siblings/sibling.js';
import { isHere } from './tools/tools.js';

/** What becomes of a token by Python with the secret that it reads now: of Python's own check, and at the edge. */
async function logIn(site: Site) {
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

/** The same at rest and after each step of a rotation. */
async function phasesOf(rotation: 'ring' | 'labels') {
  const site = await startSite({ config: { deploy: { rotation } } });
  const phases = [await logIn(site)];
  for (const pause of [READ, READ + WEEK, 60]) {
    await site.run();
    phases.push(await logIn(site));
    await site.clock.sleep(pause);
  }
  return phases;
}

const WORKS = { signed: 'ok', checked: 'valid', edge: ['in'] };

const FAILS = { signed: 'error' };

// The reason for deploy.rotation "labels": it reads AWSCURRENT as one secret.
it.runIf(isHere(PYTHON)).each([
  ['labels', [WORKS, WORKS, WORKS, WORKS]],
  ['ring', [WORKS, FAILS, FAILS, WORKS]],
] as const)('Python through a rotation, "%s"', async (rotation, expected) => {
  expect(await phasesOf(rotation)).toEqual(expected);
});
