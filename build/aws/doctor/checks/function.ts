import { GateError } from '../../../host/errors.js';
import { version } from '../../../host/packages.js';
import { attachStep } from '../../managing-tools.js';
import { builtVersion, type FunctionState, isOwnFunction } from '../../resources/functions.js';
import { commandLine } from '../../session.js';
import { isAbsent, valueOrUndefined } from '../../survey/read-result.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** The function in CloudFront, compared with what the configuration builds. */
export const checkFunction: Check = (input) => {
  const { deployment } = input;
  const development = valueOrUndefined(input.development);
  const live = valueOrUndefined(input.live);
  if (live) {
    return isOwnFunction(live)
      ? [...checkLive(live, input), ...checkDevelopment(live, input)]
      : [foreignFunction(input)];
  }
  if (!isAbsent(input.live)) {
    return [];
  }
  if (development && !isOwnFunction(development)) {
    return [foreignFunction(input)];
  }
  const code = development ? 'function-not-live' : 'function-missing';
  const what = development
    ? `the function ${deployment.name} was never published`
    : `there is no function ${deployment.name}`;
  // The function has to be attached afterwards.
  const deploy = commandLine('deploy', deployment);
  const fix =
    deployment.managedBy === undefined || deployment.distribution === undefined
      ? deploy
      : attachStep(deployment, deployment.behaviors, undefined);
  return [createFinding(code, what, fix)];
};

/** The build: if it fails, LIVE has nothing to be compared with. */
export const checkBuild: Check = ({ built, deployment }) => {
  if (built.ok || !(built.error instanceof GateError || isLocalError(built.error.code))) {
    return [];
  }
  return [createFinding('build-fails', built.error.message, commandLine('build', deployment))];
};

/** An embedded build reads the secret first; errors of that reading are other findings. */
function isLocalError(code: string): boolean {
  return !['ERR_AWS', 'ERR_REGION', 'ERR_SECRET', 'ERR_CONFLICT'].includes(code);
}

function foreignFunction({ deployment }: CheckInput): Finding {
  return createFinding(
    'function-foreign',
    `the function ${deployment.name} was not created by pocket-spa-auth: its first line does not say so`,
    `set another deploy.name in the configuration, then ${commandLine('deploy', deployment)}`,
  );
}

function checkLive(live: FunctionState, { built, deployment }: CheckInput): Finding[] {
  const expected = valueOrUndefined(built);
  const found: Finding[] = [];
  const deploy = commandLine('deploy', deployment);
  if (builtVersion(live) !== version) {
    const what = `LIVE was built by version ${builtVersion(live)}, this is version ${version}`;
    found.push(createFinding('function-outdated', what, deploy));
  } else if (expected && live.code !== expected.code) {
    const what = `LIVE (${live.code.length} bytes) differs from what the configuration builds (${expected.code.length} bytes)`;
    found.push(createFinding('function-differs', what, deploy));
  }
  if (expected && live.runtime !== expected.manifest.runtime) {
    const what = `LIVE runs on ${live.runtime}, but is built for ${expected.manifest.runtime}`;
    found.push(createFinding('function-runtime', what, deploy));
  }
  return found;
}

function checkDevelopment(live: FunctionState, input: CheckInput): Finding[] {
  const { deployment } = input;
  const development = valueOrUndefined(input.development);
  const isSame =
    !development ||
    (development.code === live.code &&
      development.runtime === live.runtime &&
      development.store === live.store);
  if (isSame) {
    return [];
  }
  const what = `DEVELOPMENT of the function ${deployment.name} differs from LIVE`;
  return [createFinding('function-unpublished', what, commandLine('deploy', deployment))];
}
