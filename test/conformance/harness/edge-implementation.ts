import { compileEdge } from '../../../build/compile/bundle.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import type { EventValue, ViewerRequestEvent } from '../../../build/platform/event.js';
import type { Runtime } from '../../../build/platform/runtimes.js';
import type { Call, Engine, Outcome } from '../../../build/runtime/engine.js';
import { createKeyRing } from '../../../signer/index.js';
import type { Implementation } from './implementation.js';
import {
  type CheckRequest,
  type Cookie,
  joinFields,
  type ReadRequest,
  type Request,
  toHex,
} from './protocol.js';

/** A build of the edge function, and the engine that runs it. */
export interface EdgeBuild {
  readonly secret: 'kvs' | 'embedded';
  readonly runtime: Runtime;
  readonly engine: Engine;
  /** Whether it checks cut-offs. Without one its answers must be the same as another build's. */
  readonly revocation?: boolean;
  /** Changes the built code, to add a fault that has to be found. */
  readonly change?: (code: string) => string;
}

const IDENTITY_HEADER = 'x-verdict-user';

// The last time that `Date` can represent, in Unix seconds.
const LAST_DATE = 8.64e12;

/**
 * Creates an implementation from a build of the edge function. Each request is sent in an event of
 * its own.
 */
export function createEdge(build: EdgeBuild): Implementation {
  const { secret, runtime, engine, revocation = false } = build;
  const compile = createCompiler(build);
  return {
    name: `edge ${secret} ${runtime.slice(-3)}${revocation ? ' with revocation' : ''}, ${engine.name}`,
    isEdge: true,
    async answer(requests) {
      const answers: (string | null)[] = requests.map(() => null);
      const calledFor: number[] = [];
      const calls: Call[] = [];
      for (const [index, request] of requests.entries()) {
        const call = await createCall(request, build, compile);
        if (!call) {
          continue;
        }
        calledFor.push(index);
        calls.push(call);
      }
      let next = 0;
      for await (const outcome of engine.run(calls)) {
        answers[calledFor[next++]!] = formatAnswer(outcome);
      }
      return answers;
    },
  };
}

type Compile = (config: Record<string, unknown>, ring: string) => Promise<string>;

// The engines share the compiled functions, because esbuild takes far longer than the calls.
const compiled = new Map<string, Promise<string>>();

function createCompiler({
  secret,
  runtime,
  revocation = false,
  change = (code) => code,
}: EdgeBuild): Compile {
  return (given, ring) => {
    const config = { ...given, secret, runtime, revocation };
    const embedded = secret === 'embedded' ? ring : '';
    const key = JSON.stringify([config, embedded]);
    const code = compiled.get(key) ?? compileEdge(resolveConfig(config), embedded);
    compiled.set(key, code);
    return code.then(change);
  };
}

/** The call for a request; undefined if the edge function cannot answer it. */
async function createCall(
  request: Request,
  { secret: source, runtime, revocation = false }: EdgeBuild,
  compile: Compile,
): Promise<Call | undefined> {
  const cookies = listCookies(request);
  if (!cookies || !('secret' in request) || request.now > LAST_DATE) {
    return undefined;
  }
  // The build refuses to embed such a secret.
  if (source === 'embedded' && !isUsable(request.secret)) {
    return undefined;
  }
  const { clockTolerance, cutOff } = request as CheckRequest | ReadRequest;
  if (cutOff !== undefined && !revocation) {
    return undefined;
  }
  const named = 'cookieName' in request ? { cookieName: request.cookieName } : {};
  const stored = cutOff === undefined ? request.secret : `${request.secret};${cutOff}`;
  const config = { clockTolerance, identityHeader: IDENTITY_HEADER, ...named };
  return {
    code: await compile(config, request.secret),
    runtime,
    kvs: source === 'embedded' || request.secret === '' ? {} : { token_secret: stored },
    now: request.now,
    event: createEvent(cookies),
  };
}

function listCookies(request: Request): readonly Cookie[] | undefined {
  if (request.verb === 'read') {
    return request.cookies ?? undefined;
  }
  // The token is percent-encoded, so that quotes and percent signs in it are not decoded.
  if (request.verb === 'check') {
    return [['pocket-spa-token', encodeURIComponent(request.token)]];
  }
  return undefined;
}

function isUsable(secret: string): boolean {
  try {
    createKeyRing(secret);
    return true;
  } catch {
    return false;
  }
}

function createEvent(cookies: readonly Cookie[]): ViewerRequestEvent {
  const items: Record<string, EventValue> = Object.create(null);
  for (const [name, value] of cookies) {
    const first = items[name];
    if (first) {
      first.multiValue = [...(first.multiValue ?? [{ value: first.value }]), { value }];
    } else {
      items[name] = { value };
    }
  }
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '198.51.100.11' },
    request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: items },
  };
}

function formatAnswer(outcome: Outcome): string {
  if ('problem' in outcome) {
    return outcome.problem;
  }
  const { headers = {} } = outcome.output;
  if ('uri' in outcome.output) {
    return joinFields('valid', toHex(decodeURIComponent(headers[IDENTITY_HEADER]?.value ?? '')));
  }
  return headers['x-spa-auth-reason']?.value ?? 'gave no reason';
}
