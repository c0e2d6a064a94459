/**
 * The SDK publishes the model of its service next to its client, as nested arrays; this reads them. A reference is a number for a
 * simple type, an array `[kind, namespace, name, traits, …]`, or a function that gives one of these; a member may stand as `[reference, traits]`.
 */
export type Reference = number | string | readonly unknown[] | (() => Reference);

/** Where a member stands in an HTTP message, and what it is called in XML. */
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

const known = new Map<Reference, Shape>();

export function shapeOf(reference: Reference): Shape {
  const plain = resolved(reference);
  const shape = known.get(plain) ?? read(plain);
  known.set(plain, shape);
  return shape;
}

function read(plain: Exclude<Reference, () => Reference>): Shape {
  if (plain === 'unit') {
    return { kind: 'unit' };
  }
  if (typeof plain === 'number') {
    if (plain >= MAP) {
      return { kind: 'map', element: shapeOf(plain - MAP) };
    }
    if (plain >= LIST) {
      return { kind: 'list', element: shapeOf(plain - LIST), elementName: 'member' };
    }
    const kind = SIMPLE[plain];
    if (kind) {
      return { kind };
    }
  }
  const [type, , name, , first, second, required = 0] = plain as readonly unknown[];
  if (type === 0) {
    return shapeOf(first as Reference);
  }
  if (type === 1) {
    const { reference, traits } = memberOf(first as Reference);
    return { kind: 'list', element: shapeOf(reference), elementName: traits.xmlName ?? 'member' };
  }
  if (type === 2) {
    return { kind: 'map', element: shapeOf(second as Reference) };
  }
  if (type !== 3) {
    throw new Error(`the model has a shape of an unknown type: ${String(type)}`);
  }
  const references = second as readonly Reference[];
  const members = (first as readonly string[]).map((member, index) => {
    const { reference, traits } = memberOf(references[index]!);
    return { name: member, shape: shapeOf(reference), traits, required: index < Number(required) };
  });
  return { kind: 'structure', name: String(name), members };
}

function memberOf(reference: Reference): { reference: Reference; traits: Traits } {
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

function resolved(reference: Reference): Exclude<Reference, () => Reference> {
  let plain = reference;
  while (typeof plain === 'function') {
    plain = plain();
  }
  return plain;
}
