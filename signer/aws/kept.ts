/** How a value is kept. */
export interface Keeping {
  /** Seconds for which a value counts as fresh. */
  readonly ttl: number;
  /** The time in seconds. */
  readonly now: () => number;
  /** Told once that loading again has failed, until it works again. */
  readonly onFailure: (error: unknown, retry: number) => void;
}

/** Seconds until loading is tried again after it failed. Each try may hold up requests. */
const RETRY = 30;

/**
 * Loads a value when it is first asked for and again when it is no longer fresh, once for all who ask meanwhile. Where loading again
 * fails, the value from before stays.
 */
export function kept<T>(load: () => Promise<T>, { ttl, now, onFailure }: Keeping) {
  const retry = Math.min(ttl, RETRY);
  let last: { readonly value: T; readonly since: number; readonly lasts: number } | undefined;
  let failing = false;
  let flight: Promise<T> | undefined;

  function keep(value: T, lasts: number): T {
    last = { value, since: now(), lasts };
    return value;
  }

  async function refresh(): Promise<T> {
    try {
      const value = keep(await load(), ttl);
      failing = false;
      return value;
    } catch (error) {
      if (!last) throw error;
      if (!failing) onFailure(error, retry);
      failing = true;
      return keep(last.value, retry);
    }
  }

  return async (): Promise<T> => {
    const age = last ? now() - last.since : 0;
    // A clock that was set back does not make a value fresh for longer.
    if (last && age >= 0 && age < last.lasts) {
      return last.value;
    }
    flight ??= refresh().finally(() => {
      flight = undefined;
    });
    return flight;
  };
}
