import type { Deployment } from '../../config/deployment.js';
import { fingerprint, type Secrets } from '../../config/key-ring.js';
import type { AwsClients } from '../clients.js';
import { readSecret, type SecretVersion } from '../resources/secrets-manager.js';
import { secretsOnlyIn } from './rings.js';

/**
 * The step of a rotation that made a version of the secret. The version's id names the step, and
 * Secrets Manager keeps the version's date, so a rotation needs no record of its own.
 */
export type Mark = 'introduced' | 'promoted' | 'retired' | 'emergency';

const MARKS: readonly Mark[] = ['introduced', 'promoted', 'retired', 'emergency'];

/**
 * The id of the version that a step makes. Two runs at the same time, and a write that is tried
 * again, arrive at the same id, which Secrets Manager accepts once.
 *
 * @param suffix - Tells the id from that of an older version, if the same step has made one with
 *   the same ring.
 */
export function formatVersionId(mark: Mark, ring: Secrets, suffix?: string): string {
  return ['pocket-spa-auth', mark, fingerprint(ring), suffix].filter(Boolean).join('-');
}

/** The step that made the version with this id; undefined if `rotate` did not make it. */
export function parseMark(id: string): Mark | undefined {
  const found = /^pocket-spa-auth-([a-z]+)-[0-9a-f]{12}(?:-[0-9a-f]{8})?$/.exec(id)?.[1];
  return MARKS.find((mark) => mark === found);
}

/**
 * The step that made the current secrets; undefined if `rotate` did not make them. If another field
 * of a JSON secret was changed after the step, AWSCURRENT is on a version with another id. The
 * version that the step made then has no label, but it can still be read by its id.
 *
 * @param stored - The secrets in the KeyValueStore.
 */
export async function readMark(
  { aws, deployment }: { readonly aws: AwsClients; readonly deployment: Deployment },
  { id, secrets }: SecretVersion,
  stored: Secrets = [],
): Promise<Mark | undefined> {
  const mark = parseMark(id);
  if (mark !== undefined) {
    return mark;
  }
  const hasMade = async (step: Mark) =>
    (await readSecret(aws, deployment, { id: formatVersionId(step, secrets) })) !== undefined;
  if (secrets.length > 1) {
    for (const step of MARKS) {
      if (await hasMade(step)) {
        return step;
      }
    }
    return undefined;
  }
  // With the strategy "labels", a promoted version holds a single secret. With "ring", a single
  // secret is under rotation only if the KeyValueStore holds one that Secrets Manager does not.
  // Otherwise the calls are spared.
  const mayBePromoted =
    deployment.rotation === 'labels' || secretsOnlyIn(stored, secrets).length > 0;
  if (!mayBePromoted || (await hasMade('retired'))) {
    return undefined;
  }
  return (await hasMade('promoted')) ? 'promoted' : undefined;
}
