export interface Page<T> {
  readonly items: T[];
  /** The marker of the next page; undefined on the last. */
  readonly next: string | undefined;
  readonly size: number;
}

/** A page of a list that is sorted by what markers are made of: the marker is the last one that was given. */
export function pageOf<T>(
  all: Iterable<T>,
  keyOf: (item: T) => string,
  {
    Marker: marker = '',
    MaxItems: size = 100,
  }: { Marker?: string | undefined; MaxItems?: number | undefined },
): Page<T> {
  const sorted = [...all].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rest = sorted.filter((item) => keyOf(item) > marker);
  const items = rest.slice(0, size);
  return { items, next: rest.length > size ? keyOf(items.at(-1)!) : undefined, size };
}
