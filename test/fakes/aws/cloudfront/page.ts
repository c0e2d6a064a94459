/** One page of a list. */
export interface Page<T> {
  readonly items: T[];
  /** The marker of the next page; undefined on the last. */
  readonly next: string | undefined;
  /** The greatest number of items on a page. */
  readonly size: number;
}

/**
 * A page of the items, sorted by key. The marker is the key of the last item on the page before.
 */
export function paginate<T>(
  all: Iterable<T>,
  getKey: (item: T) => string,
  {
    Marker: marker = '',
    MaxItems: size = 100,
  }: { Marker?: string | undefined; MaxItems?: number | undefined },
): Page<T> {
  const sorted = [...all].sort((a, b) => (getKey(a) < getKey(b) ? -1 : 1));
  const rest = sorted.filter((item) => getKey(item) > marker);
  const items = rest.slice(0, size);
  return { items, next: rest.length > size ? getKey(items.at(-1)!) : undefined, size };
}
