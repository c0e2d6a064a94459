import { refusalReason } from '../../../compile/edge-vectors.js';
import { globalCutOff } from '../../../config/key-ring.js';
import { quoteForTerminal } from '../../../host/report.js';
import { COMPUTE_LIMIT, COMPUTE_WARNING } from '../../../platform/limits.js';
import { redactSecrets } from '../../errors.js';
import { commandLine } from '../../session.js';
import { observed } from '../../survey/observation.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

/** What LIVE answered when it was run. */
export const checkTrial: Check = (examined) => {
  const trials = observed(examined.trials);
  if (!trials) {
    return [];
  }
  const { valid, missing } = trials;
  const mend = mendFor(examined);
  const failed = [valid, missing].find((run) => run !== undefined && run.error !== '');
  if (failed) {
    const what = `LIVE came to grief in TestFunction: ${quoteForTerminal(redactSecrets(failed.error))}`;
    return [finding('live-fails', what, mend)];
  }
  const found: Finding[] = [];
  const reason = valid?.output && refusalReason(valid.output);
  if (typeof reason === 'string' && !(reason === 'revoked' && isCutOff(examined))) {
    const what = `LIVE refuses a valid token: ${quoteForTerminal(reason)}`;
    found.push(finding('live-refuses', what, mend));
  }
  if (missing.output && refusalReason(missing.output) === null) {
    found.push(finding('live-open', 'LIVE lets a request without a token through', mend));
  }
  return [
    ...found,
    ...checkUtilization(Math.max(valid?.utilization ?? 0, missing.utilization ?? 0)),
  ];
};

/** Whether everybody's cut-off explains it: that is looked at after the MAC has passed. */
function isCutOff({ stored, now }: Evidence): boolean {
  const ring = observed(stored);
  const cutOff = ring && globalCutOff(ring);
  // What is none refuses too, and is a finding of its own.
  return cutOff !== undefined && !(cutOff < now);
}

function mendFor({ built, live, store, deployment }: Evidence): string {
  const wanted = observed(built);
  const found = observed(live);
  const isAsBuilt =
    found !== undefined &&
    found.code === wanted?.code &&
    found.runtime === wanted.manifest.runtime &&
    found.store === observed(store)?.arn;
  return isAsBuilt
    ? `deploy has nothing to do, for LIVE is as it is built: look at the other findings, at the ring and the cut-offs in the KeyValueStore and at AWS's own health (health.aws.amazon.com), then ${commandLine('doctor', deployment)}`
    : commandLine('deploy', deployment);
}

function checkUtilization(greatest: number): Finding[] {
  if (greatest <= COMPUTE_WARNING) {
    return [];
  }
  const code = greatest > COMPUTE_LIMIT ? 'compute-limit' : 'compute-high';
  const what = `LIVE takes ${greatest} % of the time that CloudFront gives a function`;
  return [finding(code, what, 'switch off what you do not need, or shorten publicPaths')];
}
