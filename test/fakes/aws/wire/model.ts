import { type Reference, readShape, type Shape } from './shape.js';

/** One operation in the SDK's model. */
export interface Operation {
  readonly name: string;
  /** Absent if a header names the operation. */
  readonly http?: { readonly method: string; readonly path: string; readonly status: number };
  readonly input: Shape;
  readonly output: Shape;
}

/** The part of a service's model that a server needs. */
export interface Model {
  operation(name: string): Operation;
  /** The HTTP status of an error; undefined if the model does not have it. */
  errorStatus(code: string): number | undefined;
}

/**
 * Reads the model that a client package exports: each shape has its name and a dollar sign as its
 * key.
 */
export function readModel(sdk: object): Model {
  const shapes = sdk as Readonly<Record<string, Reference>>;
  return {
    operation(name) {
      const [, , , traits, input, output] = shapes[`${name}$`] as readonly unknown[];
      const http = (traits as { http?: [string, string, number] } | 0) || {};
      const [method, path, status] = http.http ?? [];
      return {
        name,
        ...(method && path && status && { http: { method, path, status } }),
        input: readShape(input as Reference),
        output: readShape(output as Reference),
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
