import { isDeepStrictEqual } from 'node:util';
import type { FunctionResult } from '../preview/viewer-request.js';
import { describeAnswer, readVerdict } from './answer.js';
import type { Step } from './explanation.js';
import { isEndedByBefore, isEndedByHook } from './hook-steps.js';
import type { Trace } from './trace.js';
import { quote } from './words.js';

/** Whether the decision goes as far as the cookies. */
export function needsToken(trace: Trace): boolean {
  const { isPublic, isPreflight, identityCopies } = trace;
  return !isEndedByBefore(trace) && !isPublic && !isPreflight && identityCopies >= 0;
}

/** Whether the decision depends on the secret. */
export function needsSecret(trace: Trace): boolean {
  return needsToken(trace) && trace.candidates.some(({ result }) => result === 'parsed');
}

/** How the steps differ from the answer of the built function. */
export function findDisagreement(
  trace: Trace,
  steps: readonly Step[],
  result: FunctionResult,
  isRingKnown: boolean,
): string | null {
  if (result.kind === 'fault') {
    return null;
  }
  const { output } = trace;
  const answer = result.kind === 'request' ? result.request : result.response;
  const told = describeAnswer(result);
  if (!isDeepStrictEqual(output, answer)) {
    return `the built function: ${told}; the same modules taken step by step do otherwise`;
  }
  if (isEndedByHook(trace)) {
    return null;
  }
  const { reason } = readVerdict(result);
  const expected = readReason(trace, steps);
  return expected === reason || (!isRingKnown && needsSecret(trace))
    ? null
    : `the built function: ${told}; the steps: ${expected ? `refused as ${quote(expected)}` : 'goes on'}`;
}

/** The reason that the steps lead to; empty if the request goes on. */
export function readReason(trace: Trace, steps: readonly Step[]): string {
  if (trace.identityCopies < 0) {
    return 'malformed';
  }
  const result = steps.find(({ step }) => step === 'cookie')?.result ?? '';
  return needsToken(trace) && result !== 'valid' ? result : '';
}
