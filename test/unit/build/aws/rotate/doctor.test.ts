import { describe, expect, it } from 'vitest';
import { rotate } from '../../../../../build/aws/rotate/rotate.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { listCodes, SECRET } from '../doctor/checks/healthy.js';
import { plantGuardedSite, runDoctor, runStatus } from '../doctor/site.js';
import { startWorld, type World } from '../world.js';
import { changePort, DAY, jsonSecret, NAME, NO_OPTIONS, READ, WEEK } from './site.js';
import { STRATEGIES } from './strategies.js';

/** A healthy site whose secret has other fields. */
async function startJsonSite(rotation: 'ring' | 'labels') {
  const world = await startWorld();
  const deploy = { rotation, secretKey: 'TOKEN' };
  const config = await plantGuardedSite(world, { deploy });
  world.fake.secrets.put(NAME, jsonSecret(SECRET, 1));
  return { world, config };
}

/** What doctor finds, and what status reports about the secret. */
async function inspect(world: World, config: EdgeConfig) {
  const { findings } = await runDoctor(world, config);
  const { secret } = await runStatus(world, config);
  // The sample's backend is open on purpose.
  return { found: listCodes(findings).filter((code) => code !== 'behavior-not-guarded'), secret };
}

describe.each(STRATEGIES)('during a rotation with the strategy $strategy', ({ strategy }) => {
  it.each([
    ['', () => {}],
    [' if other fields are changed meanwhile', (world: World) => changePort(world, [2, 3])],
  ])('doctor finds no error and status shows the ring%s', async (_, changeFields) => {
    const { world, config } = await startJsonSite(strategy);
    const rotateOnce = async () => rotate(await world.session(config), NO_OPTIONS);
    const secretAt = (mark: string, secrets: number, step?: string) => ({
      mark,
      secrets,
      equal: true,
      next: step === undefined ? null : { step },
    });
    expect(await inspect(world, config)).toMatchObject({
      found: [],
      secret: { secrets: 1, mark: null },
    });

    await rotateOnce();
    changeFields(world);
    const introduced = secretAt('introduced', 2, 'promote');
    expect(await inspect(world, config)).toMatchObject({ found: [], secret: introduced });
    await world.clock.sleep(READ);
    expect(await inspect(world, config)).toMatchObject({
      found: ['rotation-due'],
      secret: introduced,
    });

    await rotateOnce();
    changeFields(world);
    const promoted = secretAt('promoted', 2, 'retire');
    expect(await inspect(world, config)).toMatchObject({ found: [], secret: promoted });
    await world.clock.sleep(READ + WEEK);
    expect(await inspect(world, config)).toMatchObject({
      found: ['rotation-due'],
      secret: promoted,
    });

    await rotateOnce();
    expect(await inspect(world, config)).toMatchObject({
      found: [],
      secret: secretAt('retired', 1),
    });
    changeFields(world);
    await world.clock.sleep(DAY);
    expect(await inspect(world, config)).toMatchObject({ found: [], secret: { secrets: 1 } });
  });
});
