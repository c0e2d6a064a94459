import { type Context, createContext, runInContext, Script } from 'node:vm';
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
  'Math',
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
  removalScript(runtime).runInContext(context);
  const adopt = <T extends object>(value: T): T => setRealmPrototypes(intrinsics, value);
  const define = (name: string, value: unknown) => {
    Object.defineProperty(global, name, { value, configurable: true, writable: true });
  };
  define('Date', createStoppedDate(intrinsics, adopt, now * 1000));
  return { context, intrinsics, adopt, define };
}

/**
 * Code that deletes what the runtime does not have. Every realm of this process begins with the
 * same names, so they are read once: reading them takes twice as long as deleting them.
 */
function removalScript(runtime: Runtime): Script {
  const script = removalScripts.get(runtime) ?? new Script(writeRemovals(runtime));
  removalScripts.set(runtime, script);
  return script;
}

const removalScripts = new Map<Runtime, Script>();

function writeRemovals(runtime: Runtime): string {
  const context = createContext();
  const { globals, staticMethods, methods } = RUNTIME_APIS[runtime];
  const removals: string[] = [];
  function remove(owner: string, names: readonly string[]) {
    removals.push(...names.map((name) => `delete ${owner}[${JSON.stringify(name)}];`));
  }
  function removeMethods(owner: string, allowed: readonly string[]) {
    const object = runInContext(owner, context) as unknown;
    if (isObject(object)) {
      remove(owner, listOtherFunctions(object, allowed));
    }
  }

  // The first lines read the prototype of all typed arrays, so Object still has to be whole.
  removeMethods('Object.getPrototypeOf(Int8Array).prototype', methods);
  removeMethods('Object.getPrototypeOf(Int8Array)', staticMethods.Uint8Array ?? []);
  const names = Object.getOwnPropertyNames(runInContext('globalThis', context));
  for (const name of names.filter((each) => globals.includes(each) && each !== 'globalThis')) {
    removeMethods(name, staticMethods[name] ?? []);
    removeMethods(`Object(${name}).prototype`, methods);
  }
  remove(
    'globalThis',
    names.filter((name) => !globals.includes(name)),
  );
  return removals.join('\n');
}

function listOtherFunctions(owner: object, allowed: readonly string[]): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner))
    .filter(([, { value }]) => typeof value === 'function')
    .map(([name]) => name)
    .filter((name) => name !== 'constructor' && !allowed.includes(name));
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
