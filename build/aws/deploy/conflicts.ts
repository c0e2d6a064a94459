import { formatRing, globalCutOff, parseStoredRing } from '../../config/key-ring.js';
import { version } from '../../host/packages.js';
import { STORE_VALUE_LIMIT } from '../../platform/limits.js';
import { attachFunction } from '../resources/associations.js';
import { describeLostSettings } from '../resources/distributions.js';
import { builtVersion, isOwnFunction } from '../resources/functions.js';
import { describeOwner, findOwner, ownerAdvice } from '../resources/owner.js';
import { commandLine } from '../session.js';
import { valueOrUndefined } from '../survey/read-result.js';
import type { DeployGoal } from './goal.js';
import { findRenameProblems } from './rename-plan.js';
import type { DeployState } from './state.js';

/** Finds why the deployment must not go on: one message for each problem, with what to do. */
export function findConflicts(state: DeployState, wanted: DeployGoal): string[] {
  return [
    ...findSecretProblems(state, wanted),
    ...findStoreProblems(state, wanted),
    ...findRenameProblems(state, wanted),
    ...(wanted.secretOnly ? [] : findOwnershipProblems(state, wanted)),
  ];
}

/**
 * The backends sign with the secret in Secrets Manager. A new one in its place would log everybody
 * out.
 */
function findSecretProblems(
  { secret, ring }: DeployState,
  { deployment, secretFromStore }: DeployGoal,
): string[] {
  const { name, region, secretId, secretPath } = deployment;
  if (secret) {
    return [];
  }
  const missing = `there is no secret ${secretId} in Secrets Manager of ${region ?? 'the region that the AWS SDK finds'}`;
  if (secretPath.length > 0) {
    return [
      `${missing}; deploy does not create it, because the secret has other fields too; check the stage, the region and the account`,
    ];
  }
  return ring === undefined || secretFromStore
    ? []
    : [
        `${missing}, but the KeyValueStore ${name} holds one; give the right --region, --profile or deploy.region; if the secret is lost, ` +
          `create it from the KeyValueStore: ${commandLine('deploy --secret-from-store', deployment)}`,
      ];
}

/** Only `rotate` changes a ring in the store: replacing it here would log everybody out. */
function findStoreProblems(
  { secret, ring, foreignEntries }: DeployState,
  { config, deployment }: DeployGoal,
): string[] {
  if (config.secret === 'embedded') {
    return [];
  }
  const place = `the KeyValueStore ${deployment.name}`;
  if (foreignEntries > 0) {
    return [
      `${place} has no token_secret but other entries (${foreignEntries}), so another tool uses it; choose another name with deploy.name`,
    ];
  }
  if (!secret) {
    return [];
  }
  if (ring === undefined) {
    return formatRing(secret.secrets).length > STORE_VALUE_LIMIT
      ? [
          `the key ring of ${deployment.secretId} is longer than 1,024 bytes, the most that a value in the KeyValueStore has; keep fewer or shorter secrets in it`,
        ]
      : [];
  }
  const stored = parseStoredRing(ring, `token_secret of ${place}`);
  if (config.revocation && Number.isNaN(globalCutOff(stored))) {
    return [
      `the cut-off for everybody in ${place} is not a number, so the function refuses everybody; remove it: ${commandLine('revoke --lift-everybody', deployment)}`,
    ];
  }
  return stored.secrets.includes(secret.secrets[0]!)
    ? []
    : [
        `${place} does not hold the first secret of ${deployment.secretId}, which the backends sign with, so the function refuses everybody who logs in; ` +
          `if a rotation was interrupted, finish it: ${commandLine('rotate', deployment)}; otherwise see: ${commandLine('doctor', deployment)}`,
      ];
}

/** Finds what the deployment would change although it belongs to another tool or project. */
function findOwnershipProblems(state: DeployState, wanted: DeployGoal): readonly string[] {
  return [
    ...findForeignFunction(state, wanted),
    ...findOtherConfiguration(state, wanted),
    ...findOtherDistributions(state, wanted),
    ...findDistributionProblems(state, wanted),
  ];
}

function findForeignFunction({ development }: DeployState, { deployment }: DeployGoal): string[] {
  return development === undefined || isOwnFunction(development)
    ? []
    : [
        `the function ${deployment.name} exists and is not made by pocket-spa-auth; choose another name with deploy.name in the configuration, or delete that function`,
      ];
}

/**
 * Without a configuration, the command most likely runs in the wrong folder: the defaults must not
 * replace another configuration.
 */
function findOtherConfiguration(
  { built, live }: DeployState,
  { deployment, isConfigured }: DeployGoal,
): string[] {
  // Another version of the package builds other code from the same configuration.
  const isOther = live && built && live.code !== built.code && builtVersion(live) === version;
  return isConfigured || !isOther
    ? []
    : [
        `there is no configuration here, and the function ${deployment.name} that is LIVE was built from a configuration; run the command in the project's folder, or name the file with --config`,
      ];
}

/** If two projects of one account use the same name, each replaces the other's function. */
function findOtherDistributions(
  { associatedDistributions }: DeployState,
  { deployment, configuredDistribution, shared }: DeployGoal,
): string[] {
  const others = associatedDistributions.filter(
    (id) => id !== deployment.distribution && id !== configuredDistribution,
  );
  return shared || others.length === 0
    ? []
    : [
        `the function ${deployment.name} also runs on ${others.join(', ')}, which this configuration does not name; ` +
          'if that is another project, choose another deploy.name; if the function is to run on both, name it as deploy.distribution or give --shared',
      ];
}

/**
 * The tool that made the distribution takes the function off again at its next update, unless its
 * own files name the function.
 */
export function findOtherOwner(
  { distributionTags }: DeployState,
  { deployment, force, secretOnly }: DeployGoal,
): readonly string[] {
  const owner = findOwner(valueOrUndefined(distributionTags) ?? {});
  return owner?.isCertain && !force && !secretOnly
    ? [
        `${describeOwner(owner, deployment.distribution!)}; nothing was changed; ${ownerAdvice(owner)}; or give --force to change it nevertheless`,
      ]
    : [];
}

function findDistributionProblems(
  { distribution, live, former }: DeployState,
  { deployment }: DeployGoal,
): readonly string[] {
  const { distribution: id, behaviors, managedBy } = deployment;
  if (id === undefined) {
    return [];
  }
  if (!distribution) {
    return [
      `there is no distribution ${id} in this account; see: aws cloudfront list-distributions`,
    ];
  }
  // What runs there is up to the tool; deployWarnings says what is missing.
  if (managedBy !== undefined) {
    return [];
  }
  const { added, problems } = attachFunction(
    distribution.config,
    behaviors,
    live?.arn,
    former?.live?.arn,
  );
  const loss = added.length > 0 ? describeLostSettings(distribution) : undefined;
  return loss === undefined ? problems : [...problems, loss];
}
