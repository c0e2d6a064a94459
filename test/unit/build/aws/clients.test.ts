import { afterEach, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../build/aws/clients.js';
import { startWorld } from './world.js';

afterEach(() => void vi.useRealTimers());

it('gives up on an answer that never comes', async () => {
  const { fake } = await startWorld();
  let asked = () => {};
  const begun = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let answer = () => {};
  const never = new Promise<void>((resolve) => {
    answer = resolve;
  });
  fake.faults.at(
    () => true,
    () => {
      asked();
      return never;
    },
  );
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { cloudfront } = await createAwsClients();
  const call = cloudfront.describeFunction({ Name: 'x' }).catch((error: unknown) => error);
  await begun;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await call).toMatchObject({ code: 'ERR_AWS', fault: 'unavailable', exitCode: 1 });
  answer();
});
