import { type Reference, type Shape, shapeOf } from './shape.js';

/** What the SDK's model says of one operation. */
export interface Operation {
  readonly name: string;
  /** Absent where the operation is named in a header. */
  readonly http?: { readonly method: string; readonly path: string; readonly status: number };
  readonly input: Shape;
  readonly output: Shape;
}

/** The part of a service's model that a server needs. */
export interface Model {
  operation(name: string): Operation;
  /** The HTTP status of an error; undefined where the model has no such error. */
  errorStatus(code: string): number | undefined;
}

/** Reads the model that a client package exports: each shape under its name and a dollar sign. */
export function modelOf(sdk: object): Model {
  const shapes = sdk as Readonly<Record<string, Reference>>;
  return {
    operation(name) {
      const [, , , traits, input, output] = shapes[`${name}$`] as readonly unknown[];
      const http = (traits as { http?: [string, string, number] } | 0) || {};
      const [method, path, status] = http.http ?? [];
      return {
        name,
        ...(method && path && status && { http: { method, path, status } }),
        input: shapeOf(input as Reference),
        output: shapeOf(output as Reference),
      };
    },
    errorStatus(code) {
      const shape = shapes[`${code}$`];
      if (!Array.isArray(shape) || shape[0] !== -3) {
        return undefined;
      }
      const { error, httpError } = shape[3] as { error: 'client' | 'server'; httpError?: number };
      return httpError ?? (error === 'client' ? 400 : 500);
    },
  };
}
