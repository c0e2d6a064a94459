import { GateError } from '../../../errors.js';
import { version } from '../../../package.js';
import { command } from '../../command.js';
import { type FunctionState, heedsCutOffs, isOurs, versionOf } from '../../resources/functions.js';
import type { Check, Examined } from '../examined.js';
import { type Finding, finding } from '../findings.js';
import { isAbsent, known } from '../look.js';

/** What is LIVE against what is built. */
export const checkFunction: Check = (examined) => {
  const { deployment } = examined;
  const development = known(examined.development);
  const live = known(examined.live);
  if (live) {
    return isOurs(live)
      ? [...checkLive(live, examined), ...checkDevelopment(live, examined)]
      : [foreign(examined)];
  }
  if (!isAbsent(examined.live)) return [];
  if (development && !isOurs(development)) return [foreign(examined)];
  const code = development ? 'function-not-live' : 'function-missing';
  const what = development
    ? `the function ${deployment.name} was never published`
    : `there is no function ${deployment.name}`;
  return [finding(code, what, command('deploy', deployment))];
};

/** The build itself, which is what everything is compared with. */
export const checkBuild: Check = ({ built, deployment }) => {
  if (built.seen || !(built.refusal instanceof GateError || isLocal(built.refusal.code))) return [];
  return [finding('build-fails', built.refusal.message, command('build', deployment))];
};

function isLocal(code: string): boolean {
  return !['ERR_AWS', 'ERR_REGION', 'ERR_SECRET', 'ERR_CONFLICT'].includes(code);
}

function foreign({ deployment }: Examined): Finding {
  return finding(
    'function-foreign',
    `the function ${deployment.name} is not made by pocket-spa-auth: its first line does not say so`,
    `choose another deploy.name in the configuration, then ${command('deploy', deployment)}`,
  );
}

function checkLive(live: FunctionState, examined: Examined): Finding[] {
  const { built, deployment } = examined;
  const wanted = known(built);
  const found: Finding[] = [];
  const mend = command('deploy', deployment);
  if (versionOf(live) !== version) {
    const what = `LIVE is from version ${versionOf(live)}, this is ${version}`;
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

function checkDevelopment(live: FunctionState, { development, deployment }: Examined): Finding[] {
  const draft = known(development);
  const isSame = draft?.code === live.code && draft.runtime === live.runtime;
  if (!draft || (isSame && draft.store === live.store)) return [];
  const what = `DEVELOPMENT of the function ${deployment.name} is not what is LIVE`;
  return [finding('function-unpublished', what, command('deploy', deployment))];
}

function checkCutOffs(live: FunctionState, examined: Examined): Finding[] {
  if (heedsCutOffs(live)) return [];
  const { now, config, cutOffs, deployment, stored } = examined;
  const everybodys = known(stored)?.suffix.slice(1) || undefined;
  const values = [...(known(cutOffs) ?? []), ...(everybodys === undefined ? [] : [everybodys])];
  // What has run out refuses nobody any more; what is no number was to refuse everybody (SPEC 3.1).
  const holding = values.filter(
    (value) => !(Number.parseInt(value, 10) + config.clockTolerance < now),
  );
  if (holding.length === 0) return [];
  const mend = config.revocation
    ? command('deploy', deployment)
    : `set "revocation": true in the configuration, then ${command('deploy', deployment)}`;
  const what = 'the KeyValueStore holds cut-offs, and LIVE was built without revocation';
  return [finding('revocation-ignored', what, mend)];
}
