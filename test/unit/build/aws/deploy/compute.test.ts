import { describe, expect, it } from 'vitest';
import { deployWarnings } from '../../../../../build/aws/deploy/warnings.js';
import type { ViewerRequestEvent } from '../../../../../build/platform/event.js';
import { startWorld, type World } from '../world.js';
import { listWrites, runDeploy } from './deployment.js';

const SECRET = 'a1'.repeat(32);

/** Gives the shares one after the other to the runs of requests without a token, else the rest. */
function shareOfMissing(world: World, shares: readonly number[], others: number) {
  const left = [...shares];
  world.fake.cloudfront.utilization = ({ request }: ViewerRequestEvent) =>
    Object.keys(request.cookies).length > 0 ? others : (left.shift() ?? shares.at(-1)!);
}

describe('the compute utilization of a function', () => {
  it.each([50, 50.9])('may be %d %', async (utilization) => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = utilization;
    const result = await runDeploy(world);
    expect(result.state).toMatchObject({ utilization });
    expect(deployWarnings(result)).toEqual([]);
  });

  it.each([51, 70])('is a warning from 51 % on: %d %', async (utilization) => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = utilization;
    const result = await runDeploy(world);
    expect(result.state).toMatchObject({ utilization });
    const expected = expect.stringContaining(`compute utilization ${utilization} %`);
    expect(deployWarnings(result)).toEqual([expected]);
  });

  it.each([71, 78, 100])('refuses from 71 % on: %d %', async (utilization) => {
    const world = await startWorld();
    world.fake.cloudfront.utilization = utilization;
    await expect(runDeploy(world)).rejects.toMatchObject({
      code: 'ERR_GATE',
      exitCode: 3,
      message: expect.stringContaining(`compute utilization: ${utilization} %`),
    });
    expect(listWrites(world)).not.toContain('PublishFunction');
  });

  it.each<[string, readonly number[], number]>([
    ['one high measurement among low ones', [83, 30, 31, 29, 30], 30],
    ['two high measurements', [83, 30, 90, 29, 33], 33],
    [
      'a high first measurement of a request that is dearer than the others',
      [90, 40, 41, 42, 43],
      42,
    ],
  ])('is the median of five: %s', async (_, shares, median) => {
    const world = await startWorld();
    shareOfMissing(world, shares, 28);
    const result = await runDeploy(world);
    expect(result.state).toMatchObject({ utilization: median });
    expect(deployWarnings(result)).toEqual([]);
  });

  it.each<[string, readonly number[]]>([
    ['three high measurements', [75, 30, 74, 73, 31]],
    ['a low one among high ones', [72, 20, 72, 90, 71]],
  ])('refuses by the median of five: %s', async (_, shares) => {
    const world = await startWorld();
    shareOfMissing(world, shares, 28);
    await expect(runDeploy(world)).rejects.toThrow(/compute utilization: 7[1-3] %/);
  });

  it('is that of the dearest request, even if another one had a high first measurement', async () => {
    const world = await startWorld();
    shareOfMissing(world, [90, 20, 20, 20, 20], 75);
    await expect(runDeploy(world)).rejects.toThrow('compute utilization: 75 %');
  });

  it('takes five runs of the dearest request, and one of each other', async () => {
    const world = await startWorld();
    world.fake.cloudfront.addStore('pocket-spa-auth', { token_secret: SECRET });
    world.fake.secrets.put('pocket-spa-auth', SECRET);
    const asked: string[] = [];
    world.fake.cloudfront.utilization = ({ request }) => {
      const [cookie] = Object.values(request.cookies);
      asked.push(cookie?.value ?? 'none');
      return cookie?.value === 'junk' ? 40 : 30;
    };
    await runDeploy(world);
    expect(asked.filter((value) => value === 'junk')).toHaveLength(5);
    expect(asked).toHaveLength(9);
  });

  it('is unknown in some runs', async () => {
    const world = await startWorld();
    shareOfMissing(world, [40, Number.NaN, Number.NaN, Number.NaN, Number.NaN], Number.NaN);
    const result = await runDeploy(world);
    expect(result.state).toMatchObject({ utilization: 40 });
  });
});
