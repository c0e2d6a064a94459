import { setTimeout } from 'node:timers/promises';

/** What time it is, and what lets it pass. */
export interface Clock {
  /** The time in Unix seconds, rounded down. */
  now(): number;
  sleep(seconds: number): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Math.floor(Date.now() / 1000),
  async sleep(seconds) {
    await setTimeout(seconds * 1000);
  },
};
