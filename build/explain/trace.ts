import type { Plugin } from 'esbuild';
import { compileEntry } from '../compile/bundle.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import type { FunctionOutput } from '../platform/event.js';
import type { ViewerRequest } from '../preview/http.js';
import type { KeyValues } from '../runtime/modules.js';
import { createSandbox } from '../runtime/sandbox.js';

/** What became of one text that a cookie value may stand for (SPEC 4). */
export interface TracedCandidate {
  /** The entry of the cookie, from 0 on. */
  readonly entry: number;
  readonly reading: 'as_sent' | 'unquoted' | 'decoded';
  readonly result: 'parsed' | 'expired' | 'malformed';
  /** Only for a well-formed candidate. Nothing has proven the two yet. */
  readonly userId?: string;
  readonly expiry?: number;
}

/** What became of the MAC of one candidate. */
export interface TracedMac {
  readonly candidate: number;
  /** The number of the secret under which the MAC is right, from 0 on; -1 if there is none. */
  readonly secret: number;
  /** `unreadable`: the entry of the user could not be read. */
  readonly revokedBy?: 'everybody' | 'user' | 'unreadable';
}

/** The intermediate values of one decision, as `edge/trace/handler.ts` gives them. */
export interface Trace {
  readonly isPublic: boolean;
  readonly publicEntry: string | null;
  readonly notPlain: {
    readonly entry: string;
    readonly at?: number;
    readonly text?: string;
  } | null;
  readonly identityCopies: number;
  readonly isPreflight: boolean;
  readonly entries: number;
  readonly entriesRead: readonly number[];
  readonly candidates: readonly TracedCandidate[];
  readonly secrets: number | null;
  readonly macs: readonly TracedMac[];
  readonly names: readonly string[];
  readonly backendEntry: string | null;
  readonly hooks: TracedHooks;
  readonly output: FunctionOutput;
}

/** What the hooks did; null for one that there is not, or that was not called. */
export interface TracedHooks {
  readonly before: 'none' | 'answered' | 'failed' | null;
  readonly after: 'none' | 'rewrote' | 'answered' | 'failed' | null;
  /** Whether `after` set another path. */
  readonly isUriChanged: boolean;
  /** The name of the error that a hook threw; empty if it threw none. */
  readonly error: string;
}

/** Takes the way of the function for a request, at a time in Unix seconds, with a store. */
export type Tracer = (request: ViewerRequest, now: number, kvs: KeyValues) => Promise<Trace>;

/**
 * Compiles the function's own modules with an entry that gives intermediate values. What it tells
 * is therefore what the function does, and no second description of it.
 */
export async function createTracer(config: ResolvedConfig, ring: string): Promise<Tracer> {
  const embedded = config.secret === 'embedded' ? ring : '';
  const code = await compileEntry('edge/trace/handler.ts', config, embedded, recorder);
  const { runtime } = config;
  return async ({ event, rawQuery }, now, kvs) => {
    const sandbox = createSandbox({ code, runtime, kvs, now, isRepeatable: true });
    const raw = runtime === 'cloudfront-js-2.0' ? rawQuery : undefined;
    return (await sandbox.invoke(event, raw)) as unknown as Trace;
  };
}

/** Puts the recorder between the modules whose calls tell the way. */
const recorder: Plugin = {
  name: 'recorder',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\/(?:token|values)\.js$/ }, ({ importer, kind, path, resolveDir }) =>
      importer.endsWith(path === './token.js' ? 'candidates.ts' : 'refusal.ts')
        ? resolve('./trace/recorder.js', { kind, resolveDir, importer })
        : undefined,
    );
  },
};
