import { refusalReason } from '../../../compile/edge-vectors.js';
import { isHookAnswer } from '../../../compile/hook-rules.js';
import { HOOKS } from '../../../config/hooks.js';
import { globalCutOff } from '../../../config/key-ring.js';
import { quoteForTerminal } from '../../../host/format.js';
import { COMPUTE_LIMIT_PERCENT, COMPUTE_WARNING_PERCENT } from '../../../platform/limits.js';
import { redactSecrets } from '../../errors.js';
import { commandLine } from '../../session.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** What LIVE answered when TestFunction ran it. */
export const checkLiveAnswers: Check = (input) => {
  const answers = valueOrUndefined(input.liveAnswers);
  if (!answers) {
    return [];
  }
  const { valid, missing, utilization } = answers;
  const fix = liveFix(input);
  const failed = [valid, missing].find((run) => run !== undefined && run.error !== '');
  if (failed) {
    const what = `LIVE failed in TestFunction: ${quoteForTerminal(redactSecrets(failed.error))}`;
    return [createFinding('live-fails', what, fix)];
  }
  const found: Finding[] = [];
  const reason = valid?.output && refusalReason(valid.output);
  const isByHook = HOOKS.some((hook) => isHookAnswer(valid?.output, input.config, hook));
  const isCutOff = reason === 'revoked' && isEverybodyCutOff(input);
  if (typeof reason === 'string' && !isByHook && !isCutOff) {
    const what = `LIVE refuses a valid token: ${quoteForTerminal(reason)}`;
    found.push(createFinding('live-refuses', what, fix));
  }
  if (missing.output && refusalReason(missing.output) === null) {
    found.push(createFinding('live-open', 'LIVE lets a request without a token through', fix));
  }
  return [...found, ...checkUtilization(utilization ?? 0)];
};

/**
 * Whether a cut-off for everybody is the reason for "revoked". The function checks it after the
 * MAC, so the token is valid.
 */
function isEverybodyCutOff({ stored, now }: CheckInput): boolean {
  const ring = valueOrUndefined(stored);
  const cutOff = ring && globalCutOff(ring);
  // An invalid cut-off (NaN) refuses everybody too; it is a finding of its own.
  return cutOff !== undefined && !(cutOff < now);
}

function liveFix({ built, live, store, deployment }: CheckInput): string {
  const expected = valueOrUndefined(built);
  const found = valueOrUndefined(live);
  const isAsBuilt =
    found !== undefined &&
    found.code === expected?.code &&
    found.runtime === expected.manifest.runtime &&
    found.store === valueOrUndefined(store)?.arn;
  return isAsBuilt
    ? `deploy has nothing to do, because LIVE is what the configuration builds: check the other findings, the ring and the cut-offs in the KeyValueStore, and AWS's own health (health.aws.amazon.com), then ${commandLine('doctor', deployment)}`
    : commandLine('deploy', deployment);
}

function checkUtilization(percentage: number): Finding[] {
  if (percentage < COMPUTE_WARNING_PERCENT) {
    return [];
  }
  const code = percentage >= COMPUTE_LIMIT_PERCENT ? 'compute-limit' : 'compute-high';
  const what = `LIVE takes ${percentage} % of the time that CloudFront allows a function`;
  const fix = 'turn off features that you do not need, or shorten publicPaths';
  return [createFinding(code, what, fix)];
}
