const ATTEMPTS = 5;
const WINDOW = 60;
const MAX_ENTRIES = 1000;

/**
 * Counts the failures of each key. After 5 failures a key has to wait until one minute after the
 * first. `now` returns Unix seconds.
 */
export function createThrottle(now) {
  const failures = new Map();

  function current(key) {
    const entry = failures.get(key);
    return entry && now() < entry.start + WINDOW ? entry : undefined;
  }

  return {
    /** The seconds that the key has to wait; 0 if it may try now. */
    wait(key) {
      const entry = current(key);
      return entry && entry.count >= ATTEMPTS ? entry.start + WINDOW - now() : 0;
    },
    failed(key) {
      const { start, count } = current(key) ?? { start: now(), count: 0 };
      failures.delete(key);
      failures.set(key, { start, count: count + 1 });
      // The oldest entry is deleted. Without a limit, invented account names would fill the memory.
      if (failures.size > MAX_ENTRIES) {
        failures.delete(failures.keys().next().value);
      }
    },
    succeeded(key) {
      failures.delete(key);
    },
  };
}
