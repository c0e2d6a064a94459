import { formatRing } from '../../../config/key-ring.js';
import { SECRETS_LIMIT, STORE_SIZE_LIMIT, STORE_VALUE_LIMIT } from '../../../platform/limits.js';
import { commandLine } from '../../session.js';
import { isAbsent, valueOrUndefined } from '../../survey/read-result.js';
import { findRotationPosition } from '../../survey/survey.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** The size from which on `doctor` warns, in bytes. */
const STORE_SIZE_WARNING = 0.8 * STORE_SIZE_LIMIT;

/**
 * The KeyValueStore: it exists, LIVE reads it, and it holds a ring. An embedded build has no store.
 */
export const checkStore: Check = (input) => {
  const { config, deployment } = input;
  if (config.secret === 'embedded') {
    return [];
  }
  const store = valueOrUndefined(input.store);
  const found: Finding[] = [];
  if (isAbsent(input.store)) {
    const what = `there is no KeyValueStore ${deployment.name}`;
    found.push(createFinding('store-missing', what, commandLine('deploy', deployment)));
  } else if (store && store.status !== 'READY') {
    const what = `the KeyValueStore ${deployment.name} is ${store.status || 'of unknown status'}`;
    const fix = `wait half a minute, then ${commandLine('deploy', deployment)}`;
    found.push(createFinding('store-not-ready', what, fix));
  } else if (store) {
    found.push(...checkRing(input), ...checkSize(input));
  }
  return [...found, ...checkAssociation(input)];
};

function checkAssociation(input: CheckInput): Finding[] {
  const { deployment } = input;
  const live = valueOrUndefined(input.live);
  const store = valueOrUndefined(input.store);
  const deploy = commandLine('deploy', deployment);
  if (!live || !input.store.ok) {
    return [];
  }
  if (live.store === undefined) {
    const what = `LIVE of the function ${deployment.name} is associated with no KeyValueStore`;
    return [createFinding('store-not-associated', what, deploy)];
  }
  if (!store || live.store === store.arn) {
    return [];
  }
  const what = `LIVE of the function ${deployment.name} reads another KeyValueStore, ${live.store}`;
  return [createFinding('store-other', what, deploy)];
}

function checkRing(input: CheckInput): Finding[] {
  const { stored, deployment } = input;
  if (isAbsent(stored)) {
    const what = `the KeyValueStore ${deployment.name} holds no token_secret`;
    return [createFinding('ring-missing', what, commandLine('deploy', deployment))];
  }
  if (!stored.ok) {
    if (stored.error.code !== 'ERR_SECRET') {
      return [];
    }
    const fix = `remove token_secret with aws cloudfront-keyvaluestore delete-key, then ${commandLine('deploy', deployment)} writes it again`;
    return [createFinding('ring-unusable', stored.error.message, fix)];
  }
  const { secrets, suffix } = stored.value!;
  // A rotation that is in progress has added its secret already.
  const phase = findRotationPosition(input, deployment)?.phase;
  const isRotating = phase === 'introduced' || phase === 'promoted';
  const nextLength = formatRing([...secrets, secrets[0]!], suffix).length;
  if (isRotating || (secrets.length < SECRETS_LIMIT && nextLength <= STORE_VALUE_LIMIT)) {
    return [];
  }
  const what = `token_secret has ${secrets.length} secrets and ${formatRing(secrets, suffix).length} bytes: no room for one more`;
  const fix = `remove a secret that signs nothing any more, from ${deployment.secretId} and from the KeyValueStore`;
  return [createFinding('ring-full', what, fix)];
}

function checkSize({ content, deployment }: CheckInput): Finding[] {
  const { bytes = 0, items = 0 } = valueOrUndefined(content) ?? {};
  if (bytes <= STORE_SIZE_WARNING) {
    return [];
  }
  const what = `the KeyValueStore ${deployment.name} has ${items} entries and ${bytes} of ${STORE_SIZE_LIMIT} bytes`;
  return [createFinding('store-nearly-full', what, commandLine('revoke --prune', deployment))];
}
