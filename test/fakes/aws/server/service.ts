import type { Protocol } from '../wire/message.js';

/** The caller of an operation. */
export interface Caller {
  readonly region: string;
}

/** Carries out an operation and gives its output; throws ServiceError. */
export type Operate = (input: never, caller: Caller) => object | Promise<object>;

export type Operations = Readonly<Record<string, Operate>>;

export type ServiceName = 'cloudfront' | 'kvs' | 'secretsmanager' | 'cloudwatch';

/** A service on the server. */
export interface Service {
  readonly name: ServiceName;
  readonly protocol: Protocol;
  readonly operations: Operations;
  /** Matches the `Host` header of its requests. */
  readonly host: RegExp;
  /**
   * Matches the `Authorization` header that it accepts; the group `region` is the caller's region.
   */
  readonly signature: RegExp;
  /** Its codes for errors that do not depend on the operation. */
  readonly errors: Readonly<
    Record<
      'unsigned' | 'denied' | 'throttle' | 'error500',
      { readonly code: string; readonly status: number }
    >
  >;
}

/** An input after decoding: the members that the model requires are not undefined. */
export type Given<T> = T extends Uint8Array | Date
  ? T
  : T extends readonly (infer E)[]
    ? Given<E>[]
    : T extends object
      ? {
          [K in keyof T]: object extends Pick<T, K> ? Given<T[K]> : Given<Exclude<T[K], undefined>>;
        }
      : T;
