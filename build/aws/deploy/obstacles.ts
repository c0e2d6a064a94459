import { command } from '../command.js';
import { cutOffIn, parseStoredRing, ringText } from '../resources/ring.js';
import { trespasses } from './ownership.js';
import type { DeployState } from './state.js';
import type { Wanted } from './wanted.js';

// The KeyValueStore's quota for a value, in bytes; hex text and commas are ASCII.
const LONGEST_VALUE = 1024;

/** What stands in the way and is not ours to change: a sentence each, with what to do. */
export function obstacles(state: DeployState, wanted: Wanted): readonly string[] {
  return [
    ...secretObstacles(state, wanted),
    ...ringObstacles(state, wanted),
    ...(wanted.secretOnly ? [] : trespasses(state, wanted)),
  ];
}

/** What the backends sign with is theirs: another secret would log everybody out. */
function secretObstacles({ secret, ring }: DeployState, { deployment, secretFromStore }: Wanted) {
  const { name, region, secretId, secretPath } = deployment;
  if (secret) return [];
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
          `make it from what the KeyValueStore holds: ${command('deploy --secret-from-store', deployment)}`,
      ];
}

/** A ring that is there is `rotate`'s business: exchanging it here would log everybody out. */
function ringObstacles({ secret, ring, strangers }: DeployState, { config, deployment }: Wanted) {
  if (config.secret === 'embedded') return [];
  const place = `the KeyValueStore ${deployment.name}`;
  if (strangers > 0) {
    return [
      `${place} has no token_secret and other entries (${strangers}), so it is somebody else's; choose another name with deploy.name`,
    ];
  }
  if (!secret) return [];
  if (ring === undefined) {
    return ringText(secret.secrets).length > LONGEST_VALUE
      ? [
          `the key ring of ${deployment.secretId} is longer than the 1,024 bytes that the KeyValueStore takes; keep fewer or shorter secrets in it`,
        ]
      : [];
  }
  const stored = parseStoredRing(ring, `token_secret of ${place}`);
  if (config.revocation && Number.isNaN(cutOffIn(stored))) {
    return [
      `what stands as everybody's cut-off in ${place} is no number, so the function refuses everybody; take it away: ${command('revoke --lift-everybody', deployment)}`,
    ];
  }
  return stored.secrets.includes(secret.secrets[0]!)
    ? []
    : [
        `${place} does not hold the secret that ${deployment.secretId} signs with, so whoever logs in is refused; ` +
          `if a rotation was interrupted, finish it: ${command('rotate', deployment)}; otherwise see: ${command('doctor', deployment)}`,
      ];
}
