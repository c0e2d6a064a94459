import { isOurs } from '../functions.js';
import { parseStoredRing, ringText } from '../ring.js';
import { attached } from './attached.js';
import type { Wanted } from './plan.js';
import type { DeployState } from './state.js';

// The KeyValueStore's quota for a value, in bytes; hex text and commas are ASCII.
const LONGEST_VALUE = 1024;

/** What stands in the way and is not ours to change: a sentence each, with what to do. */
export function obstacles(state: DeployState, wanted: Wanted): readonly string[] {
  return [
    ...secretObstacles(state, wanted),
    ...ringObstacles(state, wanted),
    ...(wanted.secretOnly
      ? []
      : [...functionObstacles(state, wanted), ...distributionObstacles(state, wanted)]),
  ];
}

/** A secret inside a larger one belongs to whoever keeps that: another one would log everybody out. */
function secretObstacles({ secret }: DeployState, { deployment }: Wanted) {
  const { secretId, secretPath } = deployment;
  return secret || secretPath.length === 0
    ? []
    : [
        `there is no secret ${secretId} in Secrets Manager, and only what keeps its other fields can make it; check the stage, the region and the account`,
      ];
}

/** A ring that is there is `rotate`'s business: exchanging it here would log everybody out. */
function ringObstacles({ secret, ring }: DeployState, { config, deployment }: Wanted) {
  if (config.secret === 'embedded' || !secret) return [];
  if (ring === undefined) {
    return ringText(secret.secrets).length > LONGEST_VALUE
      ? [
          `the key ring of ${deployment.secretId} is longer than the 1,024 bytes that the KeyValueStore takes; keep fewer or shorter secrets in it`,
        ]
      : [];
  }
  const { secrets } = parseStoredRing(ring, `token_secret of the KeyValueStore ${deployment.name}`);
  return secrets.includes(secret.secrets[0]!)
    ? []
    : [
        `the KeyValueStore ${deployment.name} does not hold the secret that ${deployment.secretId} signs with, so whoever logs in is refused; ` +
          'if a rotation was interrupted, finish it: pocket-spa-auth rotate; otherwise see: pocket-spa-auth doctor',
      ];
}

function functionObstacles({ development }: DeployState, { deployment }: Wanted) {
  return development === undefined || isOurs(development)
    ? []
    : [
        `the function ${deployment.name} exists and is not made by pocket-spa-auth; choose another name with deploy.name in the configuration, or delete that function`,
      ];
}

function distributionObstacles({ distribution, live }: DeployState, { deployment }: Wanted) {
  const { distribution: id, behaviors } = deployment;
  if (id === undefined) return [];
  if (!distribution) {
    return [
      `there is no distribution ${id} in this account; see: aws cloudfront list-distributions`,
    ];
  }
  return attached(distribution.config, behaviors, live?.arn).problems;
}
