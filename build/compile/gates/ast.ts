import type { MemberExpression } from 'acorn';

/**
 * The name of the property that an expression accesses; undefined if the name is computed at run
 * time.
 */
export function propertyName({ property, computed }: MemberExpression): string | undefined {
  if (property.type === 'Identifier' && !computed) {
    return property.name;
  }
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}
