import { type Context, createContext, runInContext } from 'node:vm';
import { platform, type Runtime } from '../platform/runtimes.js';

/** The context's own built-ins, taken before anything could replace them. */
export type Intrinsics = Pick<typeof globalThis, (typeof INTRINSICS)[number]>;

const INTRINSICS = [
  'Object',
  'Function',
  'String',
  'Error',
  'TypeError',
  'Promise',
  'Date',
  'JSON',
  'Uint8Array',
] as const;

/** A fresh JavaScript world that has the names of one CloudFront runtime and no others. */
export interface Realm {
  readonly context: Context;
  readonly intrinsics: Intrinsics;
  /** Gives a function or object of this program the prototypes of the realm, so that it looks native there. */
  adopt<T extends object>(value: T): T;
  /** Makes a global of the realm. */
  define(name: string, value: unknown): void;
}

/** `now` is in Unix seconds: the clock stands still during one run, as on the platform. */
export function createRealm(runtime: Runtime, now: number): Realm {
  const context = createContext(
    {},
    {
      codeGeneration: { strings: false, wasm: false },
      // Everything that follows an `await` then runs inside the time limit of the evaluation.
      microtaskMode: 'afterEvaluate',
    },
  );
  const global = runInContext('globalThis', context) as Record<string, unknown>;
  const intrinsics = Object.fromEntries(
    INTRINSICS.map((name) => [name, global[name]]),
  ) as unknown as Intrinsics;
  prune(global, runtime, runInContext('Object.getPrototypeOf(Int8Array)', context) as object);
  const adopt = <T extends object>(value: T): T => adoptInto(intrinsics, value);
  const define = (name: string, value: unknown) => {
    Object.defineProperty(global, name, { value, configurable: true, writable: true });
  };
  define('Date', stoppedClock(intrinsics, adopt, now * 1000));
  return { context, intrinsics, adopt, define };
}

function prune(global: Record<string, unknown>, runtime: Runtime, typedArray: object): void {
  const { globals, statics, methods } = platform[runtime];
  for (const name of Object.getOwnPropertyNames(global)) {
    const value = global[name];
    if (!globals.includes(name)) {
      Reflect.deleteProperty(global, name);
    } else if (isObject(value) && value !== global) {
      keepFunctions(value, statics[name] ?? []);
      if (typeof value === 'function' && isObject(value.prototype)) {
        keepFunctions(value.prototype, methods);
      }
    }
  }
  keepFunctions(typedArray, statics.Uint8Array ?? []);
  keepFunctions((typedArray as { prototype: object }).prototype, methods);
}

function keepFunctions(owner: object, allowed: readonly string[]): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    const kept = name === 'constructor' || allowed.includes(name);
    if (!kept && typeof property.value === 'function') {
      Reflect.deleteProperty(owner, name);
    }
  }
}

function adoptInto<T extends object>(intrinsics: Intrinsics, value: T): T {
  const kind = typeof value === 'function' ? intrinsics.Function : intrinsics.Object;
  Object.setPrototypeOf(value, kind.prototype);
  for (const member of Object.values(value)) {
    if (isObject(member)) {
      adoptInto(intrinsics, member);
    }
  }
  return value;
}

function stoppedClock(intrinsics: Intrinsics, adopt: Realm['adopt'], milliseconds: number): object {
  const { Date: RealmDate } = intrinsics;
  const stopped = new Proxy(RealmDate, {
    apply: () => new RealmDate(milliseconds).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length > 0 ? args : [milliseconds], newTarget),
  });
  RealmDate.now = adopt(() => milliseconds);
  RealmDate.prototype.constructor = stopped;
  return stopped;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
