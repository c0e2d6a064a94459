import { expect, it } from 'vitest';
import { rotate } from '../../../../../../build/aws/rotate/rotate.js';
import type { EdgeConfig } from '../../../../../../build/config/edge-config.js';
import { codes, SECRET } from '../../doctor/checks/healthy.js';
import { plantGuardedSite, runDoctor, runStatus } from '../../doctor/site.js';
import { startWorld, type World } from '../../world.js';
import { DAY, NAME, NO_WISH, READ, WEEK } from '../site.js';

const json = (token: string, port: number) => JSON.stringify({ PORT: port, TOKEN: token });

/** A healthy site whose secret has other fields. */
async function begin() {
  const world = await startWorld();
  const deploy = { rotation: 'labels', secretKey: 'TOKEN' } as const;
  const config = await plantGuardedSite(world, { deploy });
  world.fake.secrets.put(NAME, json(SECRET, 1));
  return { world, config };
}

/** Changes another field, twice: no label leads any more to what was current. */
function change({ fake }: World) {
  const { TOKEN: token } = JSON.parse(fake.secrets.read(NAME)!) as { TOKEN: string };
  for (const port of [2, 3]) {
    fake.secrets.put(NAME, json(token, port));
  }
}

/** What doctor finds, and what status says of the secret. */
async function look(world: World, config: EdgeConfig) {
  const { findings } = await runDoctor(world, config);
  const { secret } = await runStatus(world, config);
  // The sample's backend is open on purpose.
  return { found: codes(findings).filter((code) => code !== 'behavior-not-guarded'), secret };
}

it.each([
  ['as it is', () => {}],
  ['while other fields are changed', change],
])('doctor finds no fault and status the ring in any phase, %s', async (_, between) => {
  const { world, config } = await begin();
  const next = async () => rotate(await world.session(config), NO_WISH);
  const at = (phase: string, secrets: number, step?: string) => ({
    mark: phase,
    secrets,
    equal: true,
    next: step === undefined ? null : { step },
  });
  expect(await look(world, config)).toMatchObject({
    found: [],
    secret: { secrets: 1, mark: null },
  });

  await next();
  between(world);
  const introduced = at('introduced', 2, 'promote');
  expect(await look(world, config)).toMatchObject({ found: [], secret: introduced });
  await world.clock.sleep(READ);
  expect(await look(world, config)).toMatchObject({
    found: ['rotation-due'],
    secret: introduced,
  });

  await next();
  between(world);
  const promoted = at('promoted', 2, 'retire');
  expect(await look(world, config)).toMatchObject({ found: [], secret: promoted });
  await world.clock.sleep(READ + WEEK);
  expect(await look(world, config)).toMatchObject({ found: ['rotation-due'], secret: promoted });

  await next();
  expect(await look(world, config)).toMatchObject({ found: [], secret: at('retired', 1) });
  between(world);
  await world.clock.sleep(DAY);
  expect(await look(world, config)).toMatchObject({ found: [], secret: { secrets: 1 } });
});
