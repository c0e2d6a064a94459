import type { Fields } from '../../types.js';

export type Pair = [name: string, value: string];

/** Names and values as CloudFront groups them: the first value, and all of them where a name is repeated. */
export function fields(pairs: Pair[]): Fields {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairs) found.set(name, [...(found.get(name) ?? []), value]);
  // Built from entries, so that "__proto__" becomes a property like any other.
  return Object.fromEntries(
    [...found].map(([name, values]) => {
      const value = values[0]!;
      return [
        name,
        values.length === 1
          ? { value }
          : { value, multiValue: values.map((one) => ({ value: one })) },
      ];
    }),
  );
}
