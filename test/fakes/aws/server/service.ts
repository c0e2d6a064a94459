import type { Protocol } from '../wire/message.js';

/** Who calls. */
export interface Caller {
  readonly region: string;
}

/** An operation's own work: what it answers; throws Refusal. */
export type Operate = (input: never, caller: Caller) => object | Promise<object>;

export type Operations = Readonly<Record<string, Operate>>;

export type ServiceName = 'cloudfront' | 'kvs' | 'secretsmanager';

/** One of the services that share the server. */
export interface Service {
  readonly name: ServiceName;
  readonly protocol: Protocol;
  readonly operations: Operations;
  /** The host that it is reached by. */
  readonly host: RegExp;
  /** The signature that it takes; the group `region` is where the caller works. */
  readonly signature: RegExp;
  /** Its own words for trouble that has nothing to do with a request. */
  readonly trouble: Readonly<
    Record<'unsigned' | 'throttle' | 'error500', { readonly code: string; readonly status: number }>
  >;
}

/** An input as it is after decoding: what the model requires is there. */
export type Given<T> = T extends Uint8Array | Date
  ? T
  : T extends readonly (infer E)[]
    ? Given<E>[]
    : T extends object
      ? {
          [K in keyof T]: object extends Pick<T, K> ? Given<T[K]> : Given<Exclude<T[K], undefined>>;
        }
      : T;
