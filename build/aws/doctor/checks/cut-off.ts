import { command } from '../../command.js';
import { heedsCutOffs } from '../../resources/functions.js';
import { cutOffIn } from '../../resources/ring.js';
import type { Check } from '../examined.js';
import { finding } from '../findings.js';
import { known } from '../look.js';

// Far more than clocks may differ.
const HOUR = 3600;

/** Everybody's cut-off: what is none refuses everybody, and one too far ahead refuses them until then (SPEC 3.1). */
export const checkCutOff: Check = ({ config, deployment, live: lookAtLive, stored, now }) => {
  const live = known(lookAtLive);
  const ring = known(stored);
  const isHeeded = live !== undefined && heedsCutOffs(live);
  const cutOff = ring && cutOffIn(ring);
  if (cutOff === undefined || !(isHeeded || config.revocation)) return [];
  const lift = command('revoke --lift-everybody', deployment);
  const revoke = command('revoke --all-before now', deployment);
  const place = `everybody's cut-off in the KeyValueStore ${deployment.name}`;
  if (Number.isNaN(cutOff)) {
    const length = ring!.suffix.slice(1).length;
    const what = `what stands as ${place} is none: text of ${length} characters`;
    return [finding('cut-off-unusable', what, isHeeded && config.revocation ? revoke : lift)];
  }
  const { maxAge } = deployment;
  if (cutOff <= now + maxAge + HOUR) return [];
  const what = `${place} lies ${cutOff - now} s ahead, and a token lives ${maxAge} s (deploy.maxAge)`;
  const mend = `set deploy.maxAge if tokens live that long; otherwise ${lift}, and if everybody is to be logged out all the same, ${revoke}`;
  return [finding('cut-off-far', what, mend)];
};
