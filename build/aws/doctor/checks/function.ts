import { GateError } from '../../../host/errors.js';
import { version } from '../../../host/packages.js';
import {
  builtVersion,
  type FunctionState,
  isOwnFunction,
  supportsRevocation,
} from '../../resources/functions.js';
import { commandLine } from '../../session.js';
import { isAbsent, observed } from '../../survey/observation.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

/** What is LIVE against what is built. */
export const checkFunction: Check = (examined) => {
  const { deployment } = examined;
  const development = observed(examined.development);
  const live = observed(examined.live);
  if (live) {
    return isOwnFunction(live)
      ? [...checkLive(live, examined), ...checkDevelopment(live, examined)]
      : [foreign(examined)];
  }
  if (!isAbsent(examined.live)) {
    return [];
  }
  if (development && !isOwnFunction(development)) {
    return [foreign(examined)];
  }
  const code = development ? 'function-not-live' : 'function-missing';
  const what = development
    ? `the function ${deployment.name} was never published`
    : `there is no function ${deployment.name}`;
  return [finding(code, what, commandLine('deploy', deployment))];
};

/** The build itself, which is what everything is compared with. */
export const checkBuild: Check = ({ built, deployment }) => {
  if (built.seen || !(built.refusal instanceof GateError || isLocal(built.refusal.code))) {
    return [];
  }
  return [finding('build-fails', built.refusal.message, commandLine('build', deployment))];
};

function isLocal(code: string): boolean {
  return !['ERR_AWS', 'ERR_REGION', 'ERR_SECRET', 'ERR_CONFLICT'].includes(code);
}

function foreign({ deployment }: Evidence): Finding {
  return finding(
    'function-foreign',
    `the function ${deployment.name} is not made by pocket-spa-auth: its first line does not say so`,
    `choose another deploy.name in the configuration, then ${commandLine('deploy', deployment)}`,
  );
}

function checkLive(live: FunctionState, examined: Evidence): Finding[] {
  const { built, deployment } = examined;
  const wanted = observed(built);
  const found: Finding[] = [];
  const mend = commandLine('deploy', deployment);
  if (builtVersion(live) !== version) {
    const what = `LIVE is from version ${builtVersion(live)}, this is ${version}`;
    found.push(finding('function-outdated', what, mend));
  } else if (wanted && live.code !== wanted.code) {
    const what = `LIVE (${live.code.length} bytes) is not what the configuration builds (${wanted.code.length} bytes)`;
    found.push(finding('function-differs', what, mend));
  }
  if (wanted && live.runtime !== wanted.manifest.runtime) {
    const what = `LIVE runs on ${live.runtime}, and is built for ${wanted.manifest.runtime}`;
    found.push(finding('function-runtime', what, mend));
  }
  return [...found, ...checkCutOffs(live, examined)];
}

function checkDevelopment(live: FunctionState, { development, deployment }: Evidence): Finding[] {
  const draft = observed(development);
  const isSame = draft?.code === live.code && draft.runtime === live.runtime;
  if (!draft || (isSame && draft.store === live.store)) {
    return [];
  }
  const what = `DEVELOPMENT of the function ${deployment.name} is not what is LIVE`;
  return [finding('function-unpublished', what, commandLine('deploy', deployment))];
}

function checkCutOffs(live: FunctionState, examined: Evidence): Finding[] {
  if (supportsRevocation(live)) {
    return [];
  }
  const { now, config, cutOffs, deployment, stored } = examined;
  const everybodys = observed(stored)?.suffix.slice(1) || undefined;
  const values = [...(observed(cutOffs) ?? []), ...(everybodys === undefined ? [] : [everybodys])];
  // What has run out refuses nobody any more; what is no number was to refuse everybody (SPEC 3.1).
  const holding = values.filter(
    (value) => !(Number.parseInt(value, 10) + config.clockTolerance < now),
  );
  if (holding.length === 0) {
    return [];
  }
  const mend = config.revocation
    ? commandLine('deploy', deployment)
    : `set "revocation": true in the configuration, then ${commandLine('deploy', deployment)}`;
  const what = 'the KeyValueStore holds cut-offs, and LIVE was built without revocation';
  return [finding('revocation-ignored', what, mend)];
}
