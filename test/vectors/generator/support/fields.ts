import type { Fields } from '../../types.js';

export type Pair = [name: string, value: string];

/**
 * Names and values as CloudFront groups them: the first value, and all values of a repeated name.
 */
export function fields(pairs: Pair[]): Fields {
  const valuesByName = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    valuesByName.set(name, [...(valuesByName.get(name) ?? []), value]);
  }
  // Built from entries, so that "__proto__" becomes an ordinary property.
  return Object.fromEntries(
    [...valuesByName].map(([name, values]) => {
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
