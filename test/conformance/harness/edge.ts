import { compileEdge } from '../../../build/compile/bundle.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import type { EventValue, ViewerRequestEvent } from '../../../build/platform/event.js';
import type { Runtime } from '../../../build/platform/runtimes.js';
import type { Call, Engine, Outcome } from '../../../build/runtime/engine.js';
import { createKeyRing } from '../../../signer/index.js';
import type { Implementation } from './implementation.js';
import { type Cookie, hex, line, type Request } from './request.js';

/** Which build of the edge function, and where it runs. */
export interface EdgeBuild {
  readonly secret: 'kvs' | 'embedded';
  readonly runtime: Runtime;
  readonly engine: Engine;
  /** Whether it asks for cut-offs. There are none: it has to judge as the others do. */
  readonly revocation?: boolean;
  /** Changes the built text: for a fault that must be found. */
  readonly change?: (code: string) => string;
}

const IDENTITY = 'x-verdict-user';

const LAST_DATE = 8.64e12;

/** The built edge function as an implementation: each token and each header comes in an event of its own. */
export function edgeOf(build: EdgeBuild): Implementation {
  const { secret, runtime, engine, revocation = false } = build;
  const codeOf = compiler(build);
  return {
    name: `edge ${secret} ${runtime.slice(-3)}${revocation ? ' with revocation' : ''}, ${engine.name}`,
    isEdge: true,
    async answer(requests) {
      const answers: (string | null)[] = requests.map(() => null);
      const asked: number[] = [];
      const calls: Call[] = [];
      for (const [at, request] of requests.entries()) {
        const call = await callOf(request, build, codeOf);
        if (!call) {
          continue;
        }
        asked.push(at);
        calls.push(call);
      }
      let next = 0;
      for await (const outcome of engine.run(calls)) {
        answers[asked[next++]!] = answerOf(outcome);
      }
      return answers;
    },
  };
}

type CodeOf = (config: Record<string, unknown>, ring: string) => Promise<string>;

// One for all engines: esbuild takes far longer than the calls.
const built = new Map<string, Promise<string>>();

function compiler({
  secret,
  runtime,
  revocation = false,
  change = (code) => code,
}: EdgeBuild): CodeOf {
  return (given, ring) => {
    const config = { ...given, secret, runtime, revocation };
    const embedded = secret === 'embedded' ? ring : '';
    const key = JSON.stringify([config, embedded]);
    const code = built.get(key) ?? compileEdge(resolveConfig(config), embedded);
    built.set(key, code);
    return code.then(change);
  };
}

/** Undefined for what the edge cannot be asked. */
async function callOf(
  request: Request,
  { secret: source, runtime }: EdgeBuild,
  codeOf: CodeOf,
): Promise<Call | undefined> {
  const cookies = cookiesOf(request);
  if (!cookies || !('secret' in request) || request.now > LAST_DATE) {
    return undefined;
  }
  // The build refuses to embed such a secret.
  if (source === 'embedded' && !isUsable(request.secret)) {
    return undefined;
  }
  const { clockTolerance } = request as { clockTolerance: number };
  const named = 'cookieName' in request ? { cookieName: request.cookieName } : {};
  const config = { clockTolerance, identityHeader: IDENTITY, ...named };
  return {
    code: await codeOf(config, request.secret),
    runtime,
    kvs: source === 'embedded' || request.secret === '' ? {} : { token_secret: request.secret },
    now: request.now,
    event: eventWith(cookies),
  };
}

function cookiesOf(request: Request): readonly Cookie[] | undefined {
  if (request.verb === 'read') {
    return request.cookies ?? undefined;
  }
  // Percent-encoded, so that the token itself is what is judged, quotes and percent signs included.
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

function eventWith(cookies: readonly Cookie[]): ViewerRequestEvent {
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

function answerOf(outcome: Outcome): string {
  if ('problem' in outcome) {
    return outcome.problem;
  }
  const { headers = {} } = outcome.output;
  if ('uri' in outcome.output) {
    return line('valid', hex(decodeURIComponent(headers[IDENTITY]?.value ?? '')));
  }
  return headers['x-spa-auth-reason']?.value ?? 'gave no reason';
}
