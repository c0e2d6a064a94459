import { formatRing, globalCutOff } from '../../../config/key-ring.js';
import { SECRETS_LIMIT, STORE_SIZE_LIMIT, STORE_VALUE_LIMIT } from '../../../platform/limits.js';
import { supportsRevocation } from '../../resources/functions.js';
import { commandLine } from '../../session.js';
import { isAbsent, observed } from '../../survey/observation.js';
import { rotationPosition } from '../../survey/survey.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

// Far more than clocks may differ.
const HOUR = 3600;

/** Everybody's cut-off: what is none refuses everybody, and one too far ahead refuses them until then (SPEC 3.1). */
export const checkCutOff: Check = ({ config, deployment, live: lookAtLive, stored, now }) => {
  const live = observed(lookAtLive);
  const ring = observed(stored);
  const isHeeded = live !== undefined && supportsRevocation(live);
  const cutOff = ring && globalCutOff(ring);
  if (cutOff === undefined || !(isHeeded || config.revocation)) {
    return [];
  }
  const lift = commandLine('revoke --lift-everybody', deployment);
  const revoke = commandLine('revoke --all-before now', deployment);
  const place = `everybody's cut-off in the KeyValueStore ${deployment.name}`;
  if (Number.isNaN(cutOff)) {
    const length = ring!.suffix.slice(1).length;
    const what = `what stands as ${place} is none: text of ${length} characters`;
    return [finding('cut-off-unusable', what, isHeeded && config.revocation ? revoke : lift)];
  }
  const { maxAge } = deployment;
  if (cutOff <= now + maxAge + HOUR) {
    return [];
  }
  const what = `${place} lies ${cutOff - now} s ahead, and a token lives ${maxAge} s (deploy.maxAge)`;
  const mend = `set deploy.maxAge if tokens live that long; otherwise ${lift}, and if everybody is to be logged out all the same, ${revoke}`;
  return [finding('cut-off-far', what, mend)];
};

// `doctor` warns from this size on, in bytes.
const STORE_SIZE_WARNING = 0.8 * STORE_SIZE_LIMIT;

/** The KeyValueStore: there, readable by LIVE, with a ring in it. An embedded build has none. */
export const checkStore: Check = (examined) => {
  const { config, deployment } = examined;
  if (config.secret === 'embedded') {
    return [];
  }
  const store = observed(examined.store);
  const found: Finding[] = [];
  if (isAbsent(examined.store)) {
    const what = `there is no KeyValueStore ${deployment.name}`;
    found.push(finding('store-missing', what, commandLine('deploy', deployment)));
  } else if (store && store.status !== 'READY') {
    const what = `the KeyValueStore ${deployment.name} is ${store.status || 'of unknown status'}`;
    const mend = `wait half a minute, then ${commandLine('deploy', deployment)}`;
    found.push(finding('store-not-ready', what, mend));
  } else if (store) {
    found.push(...checkRing(examined), ...checkSize(examined));
  }
  return [...found, ...checkAssociation(examined)];
};

function checkAssociation({ live: lookAtLive, store: lookAtStore, deployment }: Evidence) {
  const live = observed(lookAtLive);
  const store = observed(lookAtStore);
  const mend = commandLine('deploy', deployment);
  if (!live || !lookAtStore.seen) {
    return [];
  }
  if (live.store === undefined) {
    const what = `LIVE of the function ${deployment.name} is associated with no KeyValueStore`;
    return [finding('store-not-associated', what, mend)];
  }
  if (!store || live.store === store.arn) {
    return [];
  }
  const what = `LIVE of the function ${deployment.name} reads another KeyValueStore, ${live.store}`;
  return [finding('store-other', what, mend)];
}

function checkRing(examined: Evidence): Finding[] {
  const { stored, deployment } = examined;
  if (isAbsent(stored)) {
    const what = `the KeyValueStore ${deployment.name} holds no token_secret`;
    return [finding('ring-missing', what, commandLine('deploy', deployment))];
  }
  if (!stored.seen) {
    if (stored.refusal.code !== 'ERR_SECRET') {
      return [];
    }
    const mend = `aws cloudfront-keyvaluestore delete-key takes token_secret out, then ${commandLine('deploy', deployment)} puts it in anew`;
    return [finding('ring-unusable', stored.refusal.message, mend)];
  }
  const { secrets, suffix } = stored.value!;
  // A rotation under way has brought its secret in already.
  const phase = rotationPosition(examined, deployment)?.phase;
  const isRotating = phase === 'introduced' || phase === 'promoted';
  const length = formatRing([...secrets, secrets[0]!], suffix).length;
  if (isRotating || (secrets.length < SECRETS_LIMIT && length <= STORE_VALUE_LIMIT)) {
    return [];
  }
  const what = `token_secret has ${secrets.length} secrets and ${formatRing(secrets, suffix).length} bytes: no room for one more`;
  const mend = `take a secret that signs nothing any more out of ${deployment.secretId} and of the KeyValueStore`;
  return [finding('ring-full', what, mend)];
}

function checkSize({ content, deployment }: Evidence): Finding[] {
  const { bytes = 0, items = 0 } = observed(content) ?? {};
  if (bytes <= STORE_SIZE_WARNING) {
    return [];
  }
  const what = `the KeyValueStore ${deployment.name} has ${items} entries and ${bytes} of ${STORE_SIZE_LIMIT} bytes`;
  return [finding('store-nearly-full', what, commandLine('revoke --prune', deployment))];
}
