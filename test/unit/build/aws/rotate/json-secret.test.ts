import { describe, expect, it } from 'vitest';
import {
  changePort,
  current,
  DAY,
  jsonSecret,
  OLD,
  READ,
  ringField,
  snapshot,
  startSite,
  WEEK,
} from './site.js';

describe('the other fields of a JSON secret', () => {
  const begin = (rotation: 'ring' | 'labels') => {
    const config = { deploy: { rotation, secretKey: 'TOKEN' } };
    return startSite({ config, versions: [current('a', jsonSecret(OLD, 1))] });
  };

  it('stay as they are changed during a rotation with the strategy ring', async () => {
    const site = await begin('ring');
    await site.run();
    const ring = ringField(snapshot(site).current);
    await site.clock.sleep(DAY);
    changePort(site, [2, 3]);
    expect(await site.run()).toMatchObject({ done: [], phase: 'introduced' });
    await site.clock.sleep(READ);
    expect(await site.run()).toMatchObject({ phase: 'promoted' });
    const promoted = ring.split(',').reverse().join();
    expect(JSON.parse(snapshot(site).current!)).toEqual({ PORT: 3, TOKEN: promoted });
  });

  it('stay as they are changed during a rotation with the strategy labels', async () => {
    const site = await begin('labels');
    await site.run();
    const newSecret = ringField(snapshot(site).pending);
    changePort(site, [2, 3]);
    await site.clock.sleep(READ);
    expect(await site.run()).toMatchObject({ phase: 'promoted' });
    expect(snapshot(site).current).toBe(jsonSecret(newSecret, 3));
    expect(ringField(snapshot(site).previous)).toBe(OLD);

    changePort(site, [4, 5]);
    await site.clock.sleep(DAY);
    // AWSPREVIOUS has moved on, so only the store still holds the old secret.
    expect(ringField(snapshot(site).previous)).toBe(newSecret);
    expect(await site.run()).toMatchObject({ plan: [], phase: 'promoted' });
    expect(snapshot(site).stored).toBe(`${newSecret},${OLD}`);

    await site.clock.sleep(READ + WEEK);
    const retired = await site.run();
    expect(retired.done.map(({ id }) => id)).toEqual(['try-live', 'retire-store', 'retire-secret']);
    expect(snapshot(site)).toMatchObject({ current: jsonSecret(newSecret, 5), stored: newSecret });

    changePort(site, [6, 7]);
    await site.clock.sleep(DAY);
    expect(await site.run()).toMatchObject({ phase: 'introduced' });
    expect(snapshot(site).current).toBe(jsonSecret(newSecret, 7));
  });

  const REPLACE = ['replace-current', 'drop-previous', 'drop-pending'];

  it.each([
    ['ring', 'before AWSCURRENT moves', 1, REPLACE],
    ['ring', 'after AWSCURRENT has moved', 2, ['drop-pending']],
    ['labels', 'before AWSCURRENT moves', 1, REPLACE],
    ['labels', 'after AWSCURRENT has moved', 2, ['drop-pending']],
  ] as const)('stay as they are changed in an emergency, %s, interrupted %s', async (...row) => {
    const [rotation, , moves, rest] = row;
    const site = await begin(rotation);
    const { faults } = site.fake;
    let count = 0;
    const isMove = ({ operation }: { operation: string }) =>
      operation === 'UpdateSecretVersionStage' && ++count >= moves;
    faults.inject(isMove, 'error500', Number.POSITIVE_INFINITY);
    await expect(site.run({ emergency: true })).rejects.toThrow('UpdateSecretVersionStage');
    faults.clear();
    changePort(site, [2, 3]);
    expect((await site.run()).done.map(({ id }) => id)).toEqual(rest);
    const { stored } = snapshot(site);
    expect(snapshot(site)).toMatchObject({ current: jsonSecret(stored!, 3), pending: undefined });
    expect([OLD, undefined]).not.toContain(stored);
    expect(snapshot(site).previous ?? '').not.toContain(OLD);
  });
});
