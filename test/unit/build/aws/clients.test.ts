import { afterEach, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../build/aws/clients.js';
import { startWorld } from './world.js';

afterEach(() => void vi.useRealTimers());

it('fails a call after 60 s if its answer never comes', async () => {
  const { fake } = await startWorld();
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  fake.faults.inject(
    () => true,
    () => {
      arrive();
      return answered;
    },
  );
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { cloudfront } = await createAwsClients();
  const call = cloudfront.describeFunction({ Name: 'x' }).catch((error: unknown) => error);
  await arrived;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await call).toMatchObject({ code: 'ERR_AWS', fault: 'unavailable', exitCode: 1 });
  answer();
});
