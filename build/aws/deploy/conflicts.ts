import { formatRing, globalCutOff, parseStoredRing } from '../../config/key-ring.js';
import { version } from '../../host/packages.js';
import { STORE_VALUE_LIMIT } from '../../platform/limits.js';
import { attachFunction } from '../resources/associations.js';
import { describeLostSettings } from '../resources/distributions.js';
import { builtVersion, isOwnFunction } from '../resources/functions.js';
import { commandLine } from '../session.js';
import type { DeployGoal, DeployState } from './state.js';

/** What stands in the way and is not ours to change: a sentence each, with what to do. */
export function conflicts(state: DeployState, wanted: DeployGoal): readonly string[] {
  return [
    ...secretObstacles(state, wanted),
    ...ringObstacles(state, wanted),
    ...(wanted.secretOnly ? [] : ownershipConflicts(state, wanted)),
  ];
}

/** What the backends sign with is theirs: another secret would log everybody out. */
function secretObstacles(
  { secret, ring }: DeployState,
  { deployment, secretFromStore }: DeployGoal,
) {
  const { name, region, secretId, secretPath } = deployment;
  if (secret) {
    return [];
  }
  const nowhere = `there is no secret ${secretId} in Secrets Manager of ${region ?? 'the region that the AWS SDK finds'}`;
  if (secretPath.length > 0) {
    return [
      `${nowhere}, and only what keeps its other fields can make it; check the stage, the region and the account`,
    ];
  }
  return ring === undefined || secretFromStore
    ? []
    : [
        `${nowhere}, while the KeyValueStore ${name} holds one; give the right --region, --profile or deploy.region; if it is lost for good, ` +
          `make it from what the KeyValueStore holds: ${commandLine('deploy --secret-from-store', deployment)}`,
      ];
}

/** A ring that is there is `rotate`'s business: exchanging it here would log everybody out. */
function ringObstacles(
  { secret, ring, strangers }: DeployState,
  { config, deployment }: DeployGoal,
) {
  if (config.secret === 'embedded') {
    return [];
  }
  const place = `the KeyValueStore ${deployment.name}`;
  if (strangers > 0) {
    return [
      `${place} has no token_secret and other entries (${strangers}), so it is somebody else's; choose another name with deploy.name`,
    ];
  }
  if (!secret) {
    return [];
  }
  if (ring === undefined) {
    return formatRing(secret.secrets).length > STORE_VALUE_LIMIT
      ? [
          `the key ring of ${deployment.secretId} is longer than the 1,024 bytes that the KeyValueStore takes; keep fewer or shorter secrets in it`,
        ]
      : [];
  }
  const stored = parseStoredRing(ring, `token_secret of ${place}`);
  if (config.revocation && Number.isNaN(globalCutOff(stored))) {
    return [
      `what stands as everybody's cut-off in ${place} is no number, so the function refuses everybody; take it away: ${commandLine('revoke --lift-everybody', deployment)}`,
    ];
  }
  return stored.secrets.includes(secret.secrets[0]!)
    ? []
    : [
        `${place} does not hold the secret that ${deployment.secretId} signs with, so whoever logs in is refused; ` +
          `if a rotation was interrupted, finish it: ${commandLine('rotate', deployment)}; otherwise see: ${commandLine('doctor', deployment)}`,
      ];
}

/** Where this deployment would change what belongs to another: a sentence each, with what to do. */
export function ownershipConflicts(state: DeployState, wanted: DeployGoal): readonly string[] {
  return [
    ...strangersFunction(state, wanted),
    ...defaultsOverAnother(state, wanted),
    ...otherSites(state, wanted),
    ...distributionInTheWay(state, wanted),
  ];
}

function strangersFunction({ development }: DeployState, { deployment }: DeployGoal) {
  return development === undefined || isOwnFunction(development)
    ? []
    : [
        `the function ${deployment.name} exists and is not made by pocket-spa-auth; choose another name with deploy.name in the configuration, or delete that function`,
      ];
}

/** Most likely the wrong folder. */
function defaultsOverAnother(
  { built, live }: DeployState,
  { deployment, isConfigured }: DeployGoal,
) {
  // Another version of the package builds other code from the same configuration.
  const isOther = live && built && live.code !== built.code && builtVersion(live) === version;
  return isConfigured || !isOther
    ? []
    : [
        `there is no configuration here, and the function ${deployment.name} that is LIVE has another one than the defaults; run it in the project's folder, or name the file with --config`,
      ];
}

/** Two projects of one account that share a name would answer each other's visitors. */
function otherSites({ uses }: DeployState, { deployment, configured, shared }: DeployGoal) {
  const others = uses.filter((id) => id !== deployment.distribution && id !== configured);
  return shared || others.length === 0
    ? []
    : [
        `the function ${deployment.name} also runs on ${others.join(', ')}, which this configuration does not name; ` +
          'if that is another project, choose another deploy.name; if it is meant so, name it as deploy.distribution or give --shared',
      ];
}

function distributionInTheWay({ distribution, live }: DeployState, { deployment }: DeployGoal) {
  const { distribution: id, behaviors } = deployment;
  if (id === undefined) {
    return [];
  }
  if (!distribution) {
    return [
      `there is no distribution ${id} in this account; see: aws cloudfront list-distributions`,
    ];
  }
  const { added, problems } = attachFunction(distribution.config, behaviors, live?.arn);
  const loss = added.length > 0 ? describeLostSettings(distribution) : undefined;
  return loss === undefined ? problems : [...problems, loss];
}
