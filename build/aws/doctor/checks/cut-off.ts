import { globalCutOff } from '../../../config/key-ring.js';
import { isOwnFunction, supportsRevocation } from '../../resources/functions.js';
import { commandLine } from '../../session.js';
import { valueOrUndefined } from '../../survey/read-result.js';
import { type Check, createFinding } from '../findings.js';

/** Whether LIVE was built without revocation and ignores cut-offs that are in the store. */
export const checkIgnoredCutOffs: Check = (input) => {
  const live = valueOrUndefined(input.live);
  if (!live || !isOwnFunction(live) || supportsRevocation(live)) {
    return [];
  }
  const { now, config, deployment } = input;
  const globalValue = valueOrUndefined(input.stored)?.suffix.slice(1) || undefined;
  const values = [
    ...(valueOrUndefined(input.userCutOffs) ?? []),
    ...(globalValue === undefined ? [] : [globalValue]),
  ];
  // An expired cut-off refuses nobody. An invalid one would refuse everybody (SPEC 3.1), so it
  // counts.
  const isInForce = (value: string) => !(Number.parseInt(value, 10) + config.clockTolerance < now);
  if (!values.some(isInForce)) {
    return [];
  }
  const deploy = commandLine('deploy', deployment);
  const fix = config.revocation
    ? deploy
    : `set "revocation": true in the configuration, then ${deploy}`;
  const what = 'the KeyValueStore holds cut-offs, and LIVE was built without revocation';
  return [createFinding('revocation-ignored', what, fix)];
};

// In seconds; far more than clocks differ.
const MAX_CLOCK_DIFFERENCE = 3600;

/**
 * Whether the cut-off for everybody refuses everybody: it is invalid, or too far in the future
 * (SPEC 3.1).
 */
export const checkGlobalCutOff: Check = (input) => {
  const { config, deployment, now } = input;
  const live = valueOrUndefined(input.live);
  const ring = valueOrUndefined(input.stored);
  const isInUse = live !== undefined && supportsRevocation(live);
  const cutOff = ring && globalCutOff(ring);
  if (cutOff === undefined || !(isInUse || config.revocation)) {
    return [];
  }
  const lift = commandLine('revoke --lift-everybody', deployment);
  const revoke = commandLine('revoke --all-before now', deployment);
  const subject = `the cut-off for everybody in the KeyValueStore ${deployment.name}`;
  if (Number.isNaN(cutOff)) {
    const length = ring!.suffix.slice(1).length;
    const what = `${subject} is invalid: text of ${length} characters`;
    return [createFinding('cut-off-unusable', what, isInUse && config.revocation ? revoke : lift)];
  }
  const { maxAge } = deployment;
  if (cutOff <= now + maxAge + MAX_CLOCK_DIFFERENCE) {
    return [];
  }
  const what = `${subject} is ${cutOff - now} s in the future, and a token lives ${maxAge} s (deploy.maxAge)`;
  const fix = `set deploy.maxAge if tokens live that long; otherwise ${lift}, and if everybody is to be logged out nevertheless, ${revoke}`;
  return [createFinding('cut-off-far', what, fix)];
};
