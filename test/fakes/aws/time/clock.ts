/** The clock of the simulated account. It stands still until a test moves it. */
export interface Clock {
  /** Unix seconds. */
  now(): number;
  /** Moves the clock forward, and stops at every moment at which something changes by itself. */
  advance(seconds: number): Promise<void>;
}

/** The clock as the services use it. */
export interface AccountClock extends Clock {
  /** Makes the clock stop this many seconds from now: something changes by itself then. */
  scheduleStop(seconds: number): void;
  /** Moves the clock forward without a stop, for the duration of an API call. */
  skip(seconds: number): void;
}

/** A round number far from today: a test that reads the real clock by mistake fails. */
const START = 1_800_000_000;

export function createClock(stop: () => Promise<void>): AccountClock {
  let now = START;
  const stops = new Set<number>();
  return {
    now: () => now,
    scheduleStop: (seconds) => {
      stops.add(now + seconds);
    },
    skip: (seconds) => {
      now += seconds;
    },
    async advance(seconds) {
      if (!(seconds >= 0)) {
        throw new RangeError('the clock only goes forward');
      }
      const end = now + seconds;
      while (now < end) {
        const ahead = [...stops].filter((time) => time > now && time < end);
        now = Math.min(end, ...ahead);
        for (const time of stops) {
          if (time <= now) {
            stops.delete(time);
          }
        }
        await stop();
      }
    },
  };
}
