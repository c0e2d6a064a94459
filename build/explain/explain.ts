import type { ResolvedConfig } from '../config/edge-config.js';
import { splitRing } from '../config/key-ring.js';
import { redact } from '../config/redact.js';
import type { ViewerRequest } from '../preview/http.js';
import type { Variation } from '../preview/inspector/variation.js';
import { type FunctionResult, runViewerRequest } from '../preview/viewer-request.js';
import type { KeyValues } from '../runtime/modules.js';
import { createSandbox } from '../runtime/sandbox.js';
import { findDisagreement, needsSecret, needsToken } from './agreement.js';
import { readVerdict, summarizeAnswer } from './answer.js';
import { ADVICE, findChanges } from './changes.js';
import { describeCookieRule, describeCookies } from './cookie-step.js';
import type { Explanation, RequestSummary, Step } from './explanation.js';
import { describeAfter, describeBefore, isEndedByBefore, isEndedByHook } from './hook-steps.js';
import { describeKind } from './kind-step.js';
import { describeLoop } from './loop-step.js';
import {
  describeIdentity,
  describePreflight,
  describePublic,
  describeRoute,
} from './path-steps.js';
import { createTracer, type Trace } from './trace.js';
import { varyRequest } from './variations.js';

/** A built function and what belongs to it. */
export interface ExplainerOptions {
  readonly config: ResolvedConfig;
  /** The text of the built function. */
  readonly code: string;
  /** The key ring; of an embedded build, the one that is built in. */
  readonly ring: string;
  /** False if the ring stands in for one that is not known. Default: true. */
  readonly isRingKnown?: boolean;
  /** The content of the KeyValueStore. Default: the ring, and no cut-offs. */
  readonly kvs?: KeyValues;
}

/** Tells how the function decides requests. */
export interface Explainer {
  /** The path as it may be shown, and what decides, for a list. `now` is in Unix seconds. */
  summarize(request: ViewerRequest, now: number): Promise<{ path: string; rule: string }>;
  explain(request: ViewerRequest, now: number): Promise<Explanation>;
  /**
   * The request with another cookie, or of another kind.
   *
   * @throws RangeError if no token can have the user id of the variation.
   */
  vary(request: ViewerRequest, variation: Variation, now: number): ViewerRequest;
}

/**
 * Prepares explanations. The verdict comes from the built function, and the steps from the
 * function's own modules in a second build; each explanation says whether they agree.
 */
export async function createExplainer(options: ExplainerOptions): Promise<Explainer> {
  const { config, code, ring, isRingKnown = true } = options;
  const { cookieName, clockTolerance, runtime } = config;
  const kvs = options.kvs ?? (config.secret === 'kvs' ? { token_secret: ring } : {});
  const trace = await createTracer(config, ring);
  const vary: Explainer['vary'] = (request, variation, now) =>
    varyRequest(request, variation, { cookieName, ring, clockTolerance, now });

  const secrets = [...new Set([...splitRing(ring), ...storedSecrets(kvs)])];

  /** The steps up to the decision. */
  function describeDecision(traced: Trace, request: ViewerRequest, now: number): Step[] {
    const values = listValues(request, cookieName);
    const isRead = traced.identityCopies >= 0;
    if (isEndedByBefore(traced)) {
      return [describeBefore(traced)!];
    }
    return [
      describeBefore(traced),
      describeIdentity(traced, config),
      isRead ? describePublic(traced, config) : undefined,
      isRead && !traced.isPublic ? describePreflight(traced, config, request) : undefined,
      needsToken(traced)
        ? describeCookies(traced, { ...config, now, isRingKnown, values })
        : undefined,
    ].filter((each) => each !== undefined);
  }

  async function summarize(request: ViewerRequest, now: number) {
    const traced = await trace(request, now, kvs);
    const steps = describeDecision(traced, request, now);
    return redact({ path: request.event.request.uri, rule: findRule(steps, traced) }, secrets);
  }

  async function explain(request: ViewerRequest, now: number): Promise<Explanation> {
    const sandbox = createSandbox({ code, runtime, kvs, now, isRepeatable: true });
    const run = async (one: ViewerRequest) =>
      (await runViewerRequest(sandbox, runtime === 'cloudfront-js-2.0', one)).result;
    const [result, traced] = [await run(request), await trace(request, now, kvs)];
    const sent = request.event.request;
    const decisive = describeDecision(traced, request, now);
    const isUnknown = !isRingKnown && needsSecret(traced);
    const following = isUnknown
      ? []
      : [
          ...(isEndedByHook(traced)
            ? []
            : [
                await kindStep(traced, config, request, result, run),
                describeLoop(result, config, request),
                describeRoute(traced, config, sent.uri),
              ]),
          describeAfter(traced),
        ];
    const { verdict, reason } = isUnknown
      ? ({ verdict: 'unknown', reason: '' } as const)
      : readVerdict(result);
    const explanation: Explanation = {
      format: 1,
      request: summarizeRequest(request),
      verdict,
      reason,
      rule: findRule(decisive, traced),
      steps: [...decisive, ...following.filter((each) => each !== undefined)],
      answer: isUnknown ? null : summarizeAnswer(result, sent),
      changes: needsToken(traced)
        ? await findChanges(isUnknown ? 'unknown' : result, run, (variation) =>
            vary(request, variation, now),
          )
        : [],
      advice: isEndedByHook(traced) ? '' : (ADVICE[reason] ?? ''),
      disagreement: findDisagreement(traced, decisive, result, isRingKnown),
    };
    return redact(explanation, secrets);
  }

  return { summarize, explain, vary };
}

function kindStep(
  trace: Trace,
  config: ResolvedConfig,
  request: ViewerRequest,
  result: FunctionResult,
  run: (request: ViewerRequest) => Promise<FunctionResult>,
): Promise<Step> | undefined {
  const status = result.kind === 'response' ? result.response.statusCode : 503;
  return status === 503 ? undefined : describeKind(trace, config, request, status, run);
}

/** What decided: the last of the steps that say so. */
function findRule(steps: readonly Step[], trace: Trace): string {
  const after = isEndedByHook(trace) ? describeAfter(trace) : undefined;
  return after ? after.text : findDecisiveRule(steps);
}

function findDecisiveRule(steps: readonly Step[]): string {
  const find = (name: Step['step']) => steps.find(({ step }) => step === name);
  const before = find('before');
  if (before && before.result !== 'none') {
    return before.text;
  }
  if (find('identity')?.result === 'too_many') {
    return 'too many spellings of identityHeader';
  }
  const isPublic = find('public');
  if (isPublic && /^(?:listed|login)$/.test(isPublic.result)) {
    return isPublic.text;
  }
  if (find('preflight')?.result === 'pass') {
    return 'preflight: "pass"';
  }
  const cookie = find('cookie');
  const rule = cookie ? describeCookieRule(cookie) : '';
  return isPublic?.result === 'not_plain' ? `${isPublic.text}; ${rule}` : rule;
}

function listValues({ event }: ViewerRequest, name: string): string[] {
  const { cookies } = event.request;
  const cookie = Object.hasOwn(cookies, name) ? cookies[name] : undefined;
  return cookie ? (cookie.multiValue ?? [cookie]).map(({ value }) => value) : [];
}

function storedSecrets({ token_secret: stored }: KeyValues): string[] {
  return splitRing((stored ?? '').split(';', 1)[0]!).filter((secret) => /^[\da-f]+$/.test(secret));
}

function summarizeRequest({ event, rawQuery }: ViewerRequest): RequestSummary {
  const { method, uri, headers, cookies } = event.request;
  return {
    method,
    path: uri,
    query: rawQuery,
    host: headers.host?.value ?? '',
    headers: Object.keys(headers),
    cookies: Object.entries(cookies).map(([name, { multiValue }]) => ({
      name,
      count: multiValue?.length ?? 1,
    })),
  };
}
