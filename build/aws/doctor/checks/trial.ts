import { reasonOf } from '../../../compile/vectors.js';
import { printable } from '../../../report.js';
import { scrubbed } from '../../errors.js';
import { type Check, command } from '../examined.js';
import { type Finding, finding } from '../findings.js';
import { known } from '../look.js';

// Percent; `deploy` refuses over the second.
const HIGH = 60;
const LIMIT = 80;

/** What LIVE answered when it was run. */
export const checkTrial: Check = ({ trials: look, deployment }) => {
  const trials = known(look);
  if (!trials) return [];
  const { valid, missing } = trials;
  const deploy = command('deploy', deployment);
  const failed = [valid, missing].find((run) => run !== undefined && run.error !== '');
  if (failed) {
    const what = `LIVE came to grief in TestFunction: ${printable(scrubbed(failed.error))}`;
    return [finding('live-fails', what, deploy)];
  }
  const found: Finding[] = [];
  const reason = valid?.output && reasonOf(valid.output);
  if (typeof reason === 'string') {
    const what = `LIVE refuses a valid token: ${printable(reason)}`;
    found.push(finding('live-refuses', what, deploy));
  }
  if (missing.output && reasonOf(missing.output) === null) {
    found.push(finding('live-open', 'LIVE lets a request without a token through', deploy));
  }
  return [...found, ...checkUtilization(Math.max(valid?.utilization ?? 0, missing.utilization))];
};

function checkUtilization(greatest: number): Finding[] {
  if (greatest <= HIGH) return [];
  const code = greatest > LIMIT ? 'compute-limit' : 'compute-high';
  const what = `LIVE takes ${greatest} % of the time that CloudFront gives a function`;
  return [finding(code, what, 'switch off what you do not need, or shorten publicPaths')];
}
