import type { Clock } from '../host/clock.js';
import { CliError, EXIT } from '../host/errors.js';
import type { Progress } from '../host/progress.js';
import { AwsError } from './errors.js';

export interface WaitOptions {
  readonly clock: Clock;
  /** The end of the sentence "gave up waiting for …". */
  readonly what: string;
  /** Seconds between two polls. */
  readonly interval: number;
  /** Seconds after which the waiting fails. */
  readonly timeout: number;
  /** Called before each poll but the first, with the seconds waited so far. */
  readonly onWait?: (seconds: number) => void;
}

/**
 * Polls until there is a result.
 *
 * @throws CliError `ERR_PATIENCE` after the timeout.
 */
export async function waitFor<T>(
  poll: () => Promise<T | undefined>,
  { clock, what, interval, timeout, onWait }: WaitOptions,
): Promise<T> {
  const start = clock.now();
  for (;;) {
    const found = await poll();
    if (found !== undefined) {
      return found;
    }
    const waited = clock.now() - start;
    if (waited >= timeout) {
      throw new CliError(
        'ERR_PATIENCE',
        `gave up waiting for ${what} after ${Math.round(waited)} s; run the command again: it continues from the state it finds`,
        EXIT.awsConflict,
      );
    }
    onWait?.(Math.round(waited));
    await clock.sleep(interval);
  }
}

/** CloudFront may take a while to notice that nothing uses the function or the store any more. */
export async function retryWhileInUse(
  { clock, progress }: { readonly clock: Clock; readonly progress: Progress },
  thing: string,
  deleteThing: () => Promise<void>,
): Promise<void> {
  await waitFor(
    async () => {
      try {
        await deleteThing();
        return true;
      } catch (error) {
        // FunctionInUse or CannotDeleteEntityWhileInUse.
        if (error instanceof AwsError && error.reason.endsWith('InUse')) {
          return undefined;
        }
        throw error;
      }
    },
    {
      clock,
      what: `CloudFront to release ${thing}`,
      interval: 10,
      timeout: 120,
      onWait: (seconds) => progress.update(`still in use, ${seconds} s`),
    },
  );
}
