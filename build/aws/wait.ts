import type { Clock } from '../host/clock.js';
import { CliError, EXIT } from '../host/errors.js';

/** How something is waited for. */
export interface WaitOptions {
  readonly clock: Clock;
  /** What is waited for, as it ends the sentence "gave up waiting for …". */
  readonly what: string;
  /** Seconds between two looks. */
  readonly every: number;
  /** Seconds after which nobody waits any longer. */
  readonly patience: number;
  /** Told before each look but the first how many seconds it has been. */
  readonly onWait?: (seconds: number) => void;
}

/** Looks again and again until a look gives something. */
export async function waitFor<T>(
  look: () => Promise<T | undefined>,
  { clock, what, every, patience, onWait }: WaitOptions,
): Promise<T> {
  const start = clock.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    const waited = clock.now() - start;
    if (waited >= patience) {
      throw new CliError(
        'ERR_PATIENCE',
        `gave up waiting for ${what} after ${Math.round(waited)} s; run the command again, it goes on from what it finds`,
        EXIT.awsConflict,
      );
    }
    onWait?.(Math.round(waited));
    await clock.sleep(every);
  }
}
