/**
 * A reference to a shape in the model that the SDK exports beside its client: a number for a simple
 * type, an array `[kind, namespace, name, traits, …]`, or a function that returns one of these. A
 * member may also be `[reference, traits]`.
 */
export type Reference = number | string | readonly unknown[] | (() => Reference);

/** Where a member is in an HTTP message, and its name in XML. */
export interface Traits {
  readonly httpLabel?: 1;
  readonly httpPayload?: 1;
  readonly httpHeader?: string;
  readonly httpQuery?: string;
  readonly xmlName?: string;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly traits: Traits;
  readonly required: boolean;
}

export interface Structure {
  readonly kind: 'structure';
  readonly name: string;
  readonly members: readonly Member[];
}

export type Simple = 'string' | 'number' | 'boolean' | 'timestamp' | 'blob';

export type Shape =
  | { readonly kind: Simple | 'unit' }
  | { readonly kind: 'list'; readonly element: Shape; readonly elementName: string }
  | { readonly kind: 'map'; readonly element: Shape }
  | Structure;

const SIMPLE: Readonly<Record<number, Simple>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
  21: 'blob',
  42: 'blob',
};
const LIST = 64;
const MAP = 128;

const shapes = new Map<Reference, Shape>();

export function readShape(reference: Reference): Shape {
  const resolved = resolveReference(reference);
  const shape = shapes.get(resolved) ?? read(resolved);
  shapes.set(resolved, shape);
  return shape;
}

function read(resolved: Exclude<Reference, () => Reference>): Shape {
  if (resolved === 'unit') {
    return { kind: 'unit' };
  }
  if (typeof resolved === 'number') {
    if (resolved >= MAP) {
      return { kind: 'map', element: readShape(resolved - MAP) };
    }
    if (resolved >= LIST) {
      return { kind: 'list', element: readShape(resolved - LIST), elementName: 'member' };
    }
    const kind = SIMPLE[resolved];
    if (kind) {
      return { kind };
    }
  }
  const [type, , name, , first, second, required = 0] = resolved as readonly unknown[];
  if (type === 0) {
    return readShape(first as Reference);
  }
  if (type === 1) {
    const { reference, traits } = readMember(first as Reference);
    return { kind: 'list', element: readShape(reference), elementName: traits.xmlName ?? 'member' };
  }
  if (type === 2) {
    return { kind: 'map', element: readShape(second as Reference) };
  }
  if (type !== 3) {
    throw new Error(`the model has a shape of an unknown type: ${String(type)}`);
  }
  const references = second as readonly Reference[];
  const members = (first as readonly string[]).map((member, index) => {
    const { reference, traits } = readMember(references[index]!);
    return {
      name: member,
      shape: readShape(reference),
      traits,
      required: index < Number(required),
    };
  });
  return { kind: 'structure', name: String(name), members };
}

function readMember(reference: Reference): { reference: Reference; traits: Traits } {
  if (!Array.isArray(reference) || reference.length !== 2) {
    return { reference, traits: {} };
  }
  const [inner, traits] = reference as [Reference, number | Traits];
  if (typeof traits === 'object') {
    return { reference: inner, traits };
  }
  return {
    reference: inner,
    traits: { ...(traits & 1 && { httpLabel: 1 }), ...(traits & 16 && { httpPayload: 1 }) },
  };
}

function resolveReference(reference: Reference): Exclude<Reference, () => Reference> {
  let resolved = reference;
  while (typeof resolved === 'function') {
    resolved = resolved();
  }
  return resolved;
}
