import { isSameRing, parseStoredRing } from '../../config/key-ring.js';
import { isOwnFunction } from '../resources/functions.js';
import { TOKEN_SECRET_KEY } from '../resources/key-value-store.js';
import type { FormerState } from './former.js';
import type { DeployGoal } from './goal.js';
import type { DeployState } from './state.js';
import type { DeployStep } from './steps.js';

/** Finds why a function and its store must not be replaced: one message for each reason. */
export function findRenameProblems(state: DeployState, wanted: DeployGoal): string[] {
  const { former } = state;
  if (!former) {
    return [];
  }
  const { name, development, live, store, foreignEntries } = former;
  if (!development && !store) {
    // After a rename, nothing has the former name. A new secret would log everybody out.
    const isRenamed = wanted.secretOnly ? (state.ring ?? state.secret) : state.live;
    return isRenamed
      ? []
      : [`there is no function ${name} to be renamed; give its whole name, with the stage`];
  }
  const problems: string[] = [];
  if ([development, live].some((each) => each && !isOwnFunction(each))) {
    problems.push(`the function ${name} is not made by pocket-spa-auth, so it is not replaced`);
  }
  if (store && store.status !== 'READY') {
    problems.push(
      `the KeyValueStore ${name} is ${store.status}; run the command again in a minute`,
    );
  }
  if (foreignEntries > 0) {
    problems.push(
      `the KeyValueStore ${name} holds entries of another tool (${foreignEntries}); move them to another store first`,
    );
  }
  if (wanted.config.secret === 'embedded' && former.cutOffs > 0) {
    problems.push(
      `the KeyValueStore ${name} holds cut-offs (${former.cutOffs}), and a function with an embedded secret has none, so whoever was logged out gets in again; keep secret "kvs" while you rename`,
    );
  }
  return [
    ...problems,
    ...findSecretProblems(state, former, wanted),
    ...(wanted.secretOnly ? [] : findOtherSites(former, wanted)),
  ];
}

/** Whoever is logged in stays logged in only if both names have one key ring. */
function findSecretProblems(
  { secret }: DeployState,
  former: FormerState,
  { deployment, secretFromStore }: DeployGoal,
): string[] {
  const { name, secretId, ring, secret: theirs } = former;
  if (secretId === deployment.secretId || !former.development) {
    return [];
  }
  if (!theirs) {
    return secret || secretFromStore || ring === undefined
      ? []
      : [
          `there is no secret ${secretId} in Secrets Manager, but the KeyValueStore ${name} holds one; check --region and --profile; if the secret is lost, add --secret-from-store`,
        ];
  }
  if (secret && secret.secrets[0] !== theirs.secrets[0]) {
    return [
      `the secrets ${secretId} and ${deployment.secretId} sign with different secrets, so whoever is logged in would be refused; set deploy.secretId to ${secretId}, or put the same value into both`,
    ];
  }
  const stored =
    ring === undefined ? undefined : parseStoredRing(ring, `${TOKEN_SECRET_KEY} of ${name}`);
  return stored && !isSameRing([...stored.secrets].sort(), [...theirs.secrets].sort())
    ? [
        `a rotation of the secret ${secretId} is in progress: the KeyValueStore ${name} holds another key ring; set deploy.secretId to ${secretId}, or finish the rotation under the former deploy.name`,
      ]
    : [];
}

/** A staging distribution is a copy of its primary distribution, associations included. */
function findOtherSites(
  { name, distributions }: FormerState,
  { deployment, configuredDistribution, shared }: DeployGoal,
): string[] {
  const others = distributions.filter(
    ({ id, isStaging }) =>
      !isStaging && id !== deployment.distribution && id !== configuredDistribution,
  );
  return shared || others.length === 0 || deployment.managedBy !== undefined
    ? []
    : [
        `the function ${name} also runs on ${others.map(({ id }) => id).join(', ')}, which this configuration does not name; give --shared to replace it there too`,
      ];
}

/** Copies what the former store has, before the new function is tested and after it is attached. */
export function planCopy({ former, ring }: DeployState): DeployStep[] {
  const missing = former?.missing ?? [];
  if (missing.length === 0) {
    return [];
  }
  const cutOffs = missing.filter(({ key }) => key !== TOKEN_SECRET_KEY).length;
  const parts = [
    ...(missing.length > cutOffs
      ? [ring === undefined ? 'the key ring' : 'the cut-off for everybody']
      : []),
    ...(cutOffs > 0 ? [cutOffs === 1 ? '1 cut-off' : `${cutOffs} cut-offs`] : []),
  ];
  const title = `copy ${parts.join(' and ')} from the KeyValueStore ${former!.name}`;
  return [{ id: 'copy-entries', title, touches: ['ring', 'former'] }];
}

/** Whether a distribution is still to be changed from the former function to the new one. */
export function isSwapDue({ former }: DeployState, { deployment }: DeployGoal): boolean {
  return deployment.managedBy === undefined && (former?.distributions.length ?? 0) > 0;
}

/** Before the new function runs, every edge location has to have what its store was given. */
export function planSettling(state: DeployState, wanted: DeployGoal): DeployStep[] {
  return isSwapDue(state, wanted) && wanted.config.secret === 'kvs' && !state.isSettled
    ? [
        {
          id: 'await-entries',
          title: 'wait until every edge location has the entries of the KeyValueStore',
          touches: ['former'],
        },
      ]
    : [];
}

/** Replaces the function on the distributions that the configuration does not name. */
export function planSwaps(state: DeployState, wanted: DeployGoal): DeployStep[] {
  if (!isSwapDue(state, wanted)) {
    return [];
  }
  return state
    .former!.distributions.filter(({ id }) => id !== wanted.deployment.distribution)
    .map(({ id }) => ({
      id: 'swap' as const,
      title: `replace ${state.former!.name} by ${wanted.deployment.name} on ${id}`,
      touches: ['former'] as const,
      distribution: id,
    }));
}

/** Deletes the former function and store, once no edge location runs the function. */
export function planDeletion(
  { former, distribution }: DeployState,
  { deployment }: DeployGoal,
): DeployStep[] {
  // Another tool has to replace the association first.
  const isLeft = deployment.managedBy !== undefined && (former?.distributions.length ?? 0) > 0;
  if (!former || isLeft) {
    return [];
  }
  const { name, development, store, inProgress, distributions } = former;
  const steps: DeployStep[] = [];
  const others = [...inProgress, ...distributions.map(({ id }) => id)].filter(
    (id) => id !== distribution?.id,
  );
  if (development && (others.length > 0 || inProgress.length > 0)) {
    const title = `wait until no edge location runs ${name} any more`;
    steps.push({ id: 'await-former', title, touches: ['former'] });
  }
  if (development) {
    const title = `delete the function ${name}`;
    steps.push({ id: 'delete-former-function', title, touches: ['former'] });
  }
  if (store) {
    const title = `delete the KeyValueStore ${name}`;
    steps.push({ id: 'delete-former-store', title, touches: ['former'] });
  }
  return steps;
}
