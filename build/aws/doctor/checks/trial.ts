import { reasonOf } from '../../../compile/vectors.js';
import { printable } from '../../../report.js';
import { command } from '../../command.js';
import { scrubbed } from '../../errors.js';
import { cutOffIn } from '../../resources/ring.js';
import type { Check, Examined } from '../examined.js';
import { type Finding, finding } from '../findings.js';
import { known } from '../look.js';

// Percent; `deploy` refuses over the second.
const HIGH = 60;
const LIMIT = 80;

/** What LIVE answered when it was run. */
export const checkTrial: Check = (examined) => {
  const trials = known(examined.trials);
  if (!trials) return [];
  const { valid, missing } = trials;
  const mend = mendFor(examined);
  const failed = [valid, missing].find((run) => run !== undefined && run.error !== '');
  if (failed) {
    const what = `LIVE came to grief in TestFunction: ${printable(scrubbed(failed.error))}`;
    return [finding('live-fails', what, mend)];
  }
  const found: Finding[] = [];
  const reason = valid?.output && reasonOf(valid.output);
  if (typeof reason === 'string' && !(reason === 'revoked' && isCutOff(examined))) {
    const what = `LIVE refuses a valid token: ${printable(reason)}`;
    found.push(finding('live-refuses', what, mend));
  }
  if (missing.output && reasonOf(missing.output) === null) {
    found.push(finding('live-open', 'LIVE lets a request without a token through', mend));
  }
  return [
    ...found,
    ...checkUtilization(Math.max(valid?.utilization ?? 0, missing.utilization ?? 0)),
  ];
};

/** Whether everybody's cut-off explains it: that is looked at after the MAC has passed. */
function isCutOff({ stored, now }: Examined): boolean {
  const ring = known(stored);
  const cutOff = ring && cutOffIn(ring);
  // What is none refuses too, and is a finding of its own.
  return cutOff !== undefined && !(cutOff < now);
}

function mendFor({ built, live, store, deployment }: Examined): string {
  const wanted = known(built);
  const found = known(live);
  const isAsBuilt =
    found !== undefined &&
    found.code === wanted?.code &&
    found.runtime === wanted.manifest.runtime &&
    found.store === known(store)?.arn;
  return isAsBuilt
    ? `deploy has nothing to do, for LIVE is as it is built: look at the other findings, at the ring and the cut-offs in the KeyValueStore and at AWS's own health (health.aws.amazon.com), then ${command('doctor', deployment)}`
    : command('deploy', deployment);
}

function checkUtilization(greatest: number): Finding[] {
  if (greatest <= HIGH) return [];
  const code = greatest > LIMIT ? 'compute-limit' : 'compute-high';
  const what = `LIVE takes ${greatest} % of the time that CloudFront gives a function`;
  return [finding(code, what, 'switch off what you do not need, or shorten publicPaths')];
}
