import { setTimeout } from 'node:timers/promises';

/** A time source. Tests replace it. */
export interface Clock {
  /** The time in Unix seconds, rounded down. */
  now(): number;
  /** Waits for a number of seconds. */
  sleep(seconds: number): Promise<void>;
}

/** This machine's clock. */
export const systemClock: Clock = {
  now: () => Math.floor(Date.now() / 1000),
  async sleep(seconds) {
    await setTimeout(seconds * 1000);
  },
};
