/** A value with its earlier values: an edge location that is behind shows one of them. */
export interface History<T> {
  readonly current: T | undefined;
  /** The value at a time; undefined before the first. */
  at(time: number): T | undefined;
  /** Every value between `time` and now, the oldest first. */
  since(time: number): (T | undefined)[];
  set(value: T, time: number): void;
}

export function createHistory<T>(): History<T> {
  const entries: { readonly value: T; readonly time: number }[] = [];
  const at = (time: number) => entries.findLast((entry) => entry.time <= time)?.value;
  return {
    get current() {
      return entries.at(-1)?.value;
    },
    at,
    since: (time) => [
      at(time),
      ...entries.filter((entry) => entry.time > time).map(({ value }) => value),
    ],
    set: (value, time) => {
      entries.push({ value, time });
    },
  };
}
