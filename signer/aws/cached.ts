/** How long a value is cached. */
export interface CacheOptions {
  /** Seconds for which a value counts as fresh. */
  readonly ttl: number;
  /** The time in seconds. */
  readonly now: () => number;
  /** Called when reloading fails for the first time, and not again until it has succeeded. */
  readonly onFailure: (error: unknown, retrySeconds: number) => void;
}

/** Seconds until loading is tried again after a failure. Each attempt may delay requests. */
const RETRY_SECONDS = 30;

/**
 * Loads a value when it is first asked for, and again when it is no longer fresh. Concurrent
 * callers share one load. If reloading fails, the previous value stays in use.
 */
export function cached<T>(load: () => Promise<T>, { ttl, now, onFailure }: CacheOptions) {
  const retrySeconds = Math.min(ttl, RETRY_SECONDS);
  let entry: { readonly value: T; readonly since: number; readonly freshFor: number } | undefined;
  let isFailing = false;
  let pending: Promise<T> | undefined;

  function store(value: T, freshFor: number): T {
    entry = { value, since: now(), freshFor };
    return value;
  }

  async function refresh(): Promise<T> {
    try {
      const value = store(await load(), ttl);
      isFailing = false;
      return value;
    } catch (error) {
      if (!entry) {
        throw error;
      }
      if (!isFailing) {
        onFailure(error, retrySeconds);
      }
      isFailing = true;
      return store(entry.value, retrySeconds);
    }
  }

  return async (): Promise<T> => {
    const age = entry ? now() - entry.since : 0;
    // A negative age means that the clock was set back; the value then counts as stale.
    if (entry && age >= 0 && age < entry.freshFor) {
      return entry.value;
    }
    pending ??= refresh().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}
