const ATTEMPTS = 5;
const WINDOW = 60;
const MAX_ENTRIES = 1000;

/** Counts failures by key: after 5 of them the key has to wait until a minute after the first. `now` gives Unix seconds. */
export function createThrottle(now) {
  const failures = new Map();

  function current(key) {
    const entry = failures.get(key);
    return entry && now() < entry.start + WINDOW ? entry : undefined;
  }

  return {
    /** How many seconds the key has to wait; 0 where it may try. */
    wait(key) {
      const entry = current(key);
      return entry && entry.count >= ATTEMPTS ? entry.start + WINDOW - now() : 0;
    },
    failed(key) {
      const { start, count } = current(key) ?? { start: now(), count: 0 };
      failures.delete(key);
      failures.set(key, { start, count: count + 1 });
      // The oldest goes first. Without a bound, made-up account names would fill the memory.
      if (failures.size > MAX_ENTRIES) {
        failures.delete(failures.keys().next().value);
      }
    },
    succeeded(key) {
      failures.delete(key);
    },
  };
}
