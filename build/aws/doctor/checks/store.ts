import { command } from '../../command.js';
import { ringText } from '../../resources/ring.js';
import type { Check, Examined } from '../examined.js';
import { type Finding, finding } from '../findings.js';
import { isAbsent, known } from '../look.js';
import { rotationIn } from '../survey.js';

// CloudFront's quotas, in bytes, and where they become a worry.
const LONGEST_VALUE = 1024;
const LARGEST_STORE = 5 * 1024 * 1024;
const LARGE = 0.8 * LARGEST_STORE;
// SPEC 2.
const MOST_SECRETS = 4;

/** The KeyValueStore: there, readable by LIVE, with a ring in it. An embedded build has none. */
export const checkStore: Check = (examined) => {
  const { config, deployment } = examined;
  if (config.secret === 'embedded') return [];
  const store = known(examined.store);
  const found: Finding[] = [];
  if (isAbsent(examined.store)) {
    const what = `there is no KeyValueStore ${deployment.name}`;
    found.push(finding('store-missing', what, command('deploy', deployment)));
  } else if (store && store.status !== 'READY') {
    const what = `the KeyValueStore ${deployment.name} is ${store.status || 'of unknown status'}`;
    const mend = `wait half a minute, then ${command('deploy', deployment)}`;
    found.push(finding('store-not-ready', what, mend));
  } else if (store) {
    found.push(...checkRing(examined), ...checkSize(examined));
  }
  return [...found, ...checkAssociation(examined)];
};

function checkAssociation({ live: lookAtLive, store: lookAtStore, deployment }: Examined) {
  const live = known(lookAtLive);
  const store = known(lookAtStore);
  const mend = command('deploy', deployment);
  if (!live || !lookAtStore.seen) return [];
  if (live.store === undefined) {
    const what = `LIVE of the function ${deployment.name} is associated with no KeyValueStore`;
    return [finding('store-not-associated', what, mend)];
  }
  if (!store || live.store === store.arn) return [];
  const what = `LIVE of the function ${deployment.name} reads another KeyValueStore, ${live.store}`;
  return [finding('store-other', what, mend)];
}

function checkRing(examined: Examined): Finding[] {
  const { stored, deployment } = examined;
  if (isAbsent(stored)) {
    const what = `the KeyValueStore ${deployment.name} holds no token_secret`;
    return [finding('ring-missing', what, command('deploy', deployment))];
  }
  if (!stored.seen) {
    if (stored.refusal.code !== 'ERR_SECRET') return [];
    const mend = `aws cloudfront-keyvaluestore delete-key takes token_secret out, then ${command('deploy', deployment)} puts it in anew`;
    return [finding('ring-unusable', stored.refusal.message, mend)];
  }
  const { secrets, suffix } = stored.value!;
  // A rotation under way has brought its secret in already.
  const phase = rotationIn(examined, deployment)?.phase;
  const isRotating = phase === 'introduced' || phase === 'promoted';
  const length = ringText([...secrets, secrets[0]!], suffix).length;
  if (isRotating || (secrets.length < MOST_SECRETS && length <= LONGEST_VALUE)) return [];
  const what = `token_secret has ${secrets.length} secrets and ${ringText(secrets, suffix).length} bytes: no room for one more`;
  const mend = `take a secret that signs nothing any more out of ${deployment.secretId} and of the KeyValueStore`;
  return [finding('ring-full', what, mend)];
}

function checkSize({ content, deployment }: Examined): Finding[] {
  const { bytes = 0, items = 0 } = known(content) ?? {};
  if (bytes <= LARGE) return [];
  const what = `the KeyValueStore ${deployment.name} has ${items} entries and ${bytes} of ${LARGEST_STORE} bytes`;
  return [finding('store-nearly-full', what, command('revoke --prune', deployment))];
}
