/** The one clock of the simulated account. It stands still until it is moved. */
export interface Clock {
  /** Unix seconds. */
  now(): number;
  /** Lets time pass, with a stop at every moment at which something changes by itself. */
  advance(seconds: number): Promise<void>;
}

/** The clock as the account itself handles it. */
export interface AccountClock extends Clock {
  /** Something will change by itself so many seconds from now. */
  mark(seconds: number): void;
  /** Moves the clock without a stop: what an API call takes. */
  pass(seconds: number): void;
}

/** A round number far from any real date, so that a wall clock read by mistake shows. */
const START = 1_800_000_000;

export function createClock(stop: () => Promise<void>): AccountClock {
  let now = START;
  const marks = new Set<number>();
  return {
    now: () => now,
    mark: (seconds) => {
      marks.add(now + seconds);
    },
    pass: (seconds) => {
      now += seconds;
    },
    async advance(seconds) {
      if (!(seconds >= 0)) {
        throw new RangeError('the clock goes forward only');
      }
      const end = now + seconds;
      while (now < end) {
        const ahead = [...marks].filter((mark) => mark > now && mark < end);
        now = Math.min(end, ...ahead);
        for (const mark of marks) {
          if (mark <= now) {
            marks.delete(mark);
          }
        }
        await stop();
      }
    },
  };
}
