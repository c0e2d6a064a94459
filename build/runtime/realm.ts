import { type Context, createContext, runInContext } from 'node:vm';
import { RUNTIME_APIS, type Runtime } from '../platform/runtimes.js';

/** The context's own built-ins, read before any code could replace them. */
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

/** A fresh JavaScript realm with the built-in names of one CloudFront runtime and no others. */
export interface Realm {
  readonly context: Context;
  readonly intrinsics: Intrinsics;
  /**
   * Gives a function or an object of this program the realm's prototypes, so that it looks native
   * there.
   */
  adopt<T extends object>(value: T): T;
  /** Defines a global of the realm. */
  define(name: string, value: unknown): void;
}

/**
 * Creates a realm. Its clock stands still at `now`, in Unix seconds: CloudFront's clock stands
 * still during one run.
 */
export function createRealm(runtime: Runtime, now: number): Realm {
  const context = createContext(
    {},
    {
      codeGeneration: { strings: false, wasm: false },
      // The code after an `await` then counts toward the time limit of the evaluation.
      microtaskMode: 'afterEvaluate',
    },
  );
  const global = runInContext('globalThis', context) as Record<string, unknown>;
  const intrinsics = Object.fromEntries(
    INTRINSICS.map((name) => [name, global[name]]),
  ) as unknown as Intrinsics;
  removeUnsupported(
    global,
    runtime,
    runInContext('Object.getPrototypeOf(Int8Array)', context) as object,
  );
  const adopt = <T extends object>(value: T): T => setRealmPrototypes(intrinsics, value);
  const define = (name: string, value: unknown) => {
    Object.defineProperty(global, name, { value, configurable: true, writable: true });
  };
  define('Date', createStoppedDate(intrinsics, adopt, now * 1000));
  return { context, intrinsics, adopt, define };
}

function removeUnsupported(
  global: Record<string, unknown>,
  runtime: Runtime,
  typedArray: object,
): void {
  const { globals, staticMethods, methods } = RUNTIME_APIS[runtime];
  for (const name of Object.getOwnPropertyNames(global)) {
    const value = global[name];
    if (!globals.includes(name)) {
      Reflect.deleteProperty(global, name);
    } else if (isObject(value) && value !== global) {
      removeOtherFunctions(value, staticMethods[name] ?? []);
      if (typeof value === 'function' && isObject(value.prototype)) {
        removeOtherFunctions(value.prototype, methods);
      }
    }
  }
  removeOtherFunctions(typedArray, staticMethods.Uint8Array ?? []);
  removeOtherFunctions((typedArray as { prototype: object }).prototype, methods);
}

function removeOtherFunctions(owner: object, allowed: readonly string[]): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
    const isAllowed = name === 'constructor' || allowed.includes(name);
    if (!isAllowed && typeof property.value === 'function') {
      Reflect.deleteProperty(owner, name);
    }
  }
}

function setRealmPrototypes<T extends object>(intrinsics: Intrinsics, value: T): T {
  const kind = typeof value === 'function' ? intrinsics.Function : intrinsics.Object;
  Object.setPrototypeOf(value, kind.prototype);
  for (const member of Object.values(value)) {
    if (isObject(member)) {
      setRealmPrototypes(intrinsics, member);
    }
  }
  return value;
}

function createStoppedDate(
  intrinsics: Intrinsics,
  adopt: Realm['adopt'],
  milliseconds: number,
): object {
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
