import { randomBytes } from 'node:crypto';
import { generateSecret } from '../../../signer/index.js';
import { formatRing, type Secrets } from '../../config/key-ring.js';
import { ConflictError, isAwsFault } from '../errors.js';
import { assertLiveAccepts, waitForLive } from '../live/verdicts.js';
import { replaceEntry, TOKEN_SECRET_KEY } from '../resources/key-value-store.js';
import { replaceRing } from '../resources/secret-text.js';
import {
  moveCurrentLabel,
  putSecret,
  readSecret,
  removeLabel,
} from '../resources/secrets-manager.js';
import type { Session } from '../session.js';
import { formatVersionId, type Mark } from './mark.js';
import { secretsOnlyIn, swapFirstTwo, withoutSecond, withSecond } from './rings.js';
import { findReplacement, type RotationState } from './state.js';
import type { RotateStep, StepId } from './steps.js';
import { chooseStrategy, findPosition, type PlannedVersion } from './strategy.js';

/**
 * Takes a step of a plan that was made for this state.
 *
 * @returns What the step has learned and reading the state again does not show.
 */
export async function applyRotationStep(
  session: Session,
  { id }: RotateStep,
  state: RotationState,
): Promise<Partial<RotationState>> {
  if (id === 'try-live') {
    return { acceptedByLive: await testNewSecret(session, state) };
  }
  await APPLY[id](session, state, findPosition(state, true).ring);
  return {};
}

type Apply = (session: Session, state: RotationState, ring: Secrets) => Promise<void>;

const APPLY: Readonly<Record<Exclude<StepId, 'try-live'>, Apply>> = {
  'introduce-store': (session, state, ring) =>
    writeStore(session, state, withSecond(ring, generateSecret())),
  'introduce-secret': (session, state, ring) => {
    const newSecret = findExtraStored(state) ?? generateSecret();
    return writeSecret(session, state, 'introduced', withSecond(ring, newSecret));
  },
  'adopt-secret': (session, state, ring) =>
    writeSecret(session, state, 'promoted', withSecond(ring, findExtraStored(state)!)),
  'promote-secret': (session, state, ring) =>
    writeSecret(session, state, 'promoted', swapFirstTwo(ring)),
  'align-store': writeStore,
  'retire-store': (session, state, ring) => writeStore(session, state, withoutSecond(ring)),
  'retire-secret': (session, state, ring) =>
    writeSecret(session, state, 'retired', withoutSecond(ring)),
  // A leak of the value is a leak of all its secrets, so none of them stays.
  'replace-pending': async (session, state) => {
    await putReplacement(session, state, [generateSecret()]);
  },
  'replace-store': (session, state) =>
    writeStore(session, state, findReplacement(state.versions)!.secrets),
  'replace-current': replaceCurrent,
  'drop-previous': ({ aws, deployment }, { versions }) =>
    changeLabel(removeLabel(aws, deployment, 'AWSPREVIOUS', versions.previous!.id)),
  'drop-pending': ({ aws, deployment }, { versions }) =>
    changeLabel(removeLabel(aws, deployment, 'AWSPENDING', versions.pending!.id)),
};

/** Checks that LIVE accepts the new secret: before it signs, and before it is the only one. */
async function testNewSecret(session: Session, state: RotationState): Promise<string> {
  const { phase, ring } = findPosition(state, false);
  const secret = phase === 'introduced' ? ring[1]! : ring[0]!;
  if (session.config.secret === 'embedded') {
    await assertLiveAccepts(session, [secret]);
  } else {
    await waitForLive(session, { accepts: [secret] });
  }
  return secret;
}

/**
 * The secret that only the KeyValueStore holds. Called only at rest, when the current version is
 * the whole ring.
 */
function findExtraStored({ versions, store }: RotationState): string | undefined {
  return secretsOnlyIn(store?.ring?.secrets ?? [], versions.current.secrets)[0];
}

/**
 * Writes the ring to the KeyValueStore. Of two runs at the same time only one succeeds: the entry
 * must be as it was read.
 */
async function writeStore({ aws }: Session, { store }: RotationState, ring: Secrets) {
  const { arn, value } = store!;
  const separator = value?.indexOf(';') ?? -1;
  // The cut-off for everybody stays behind the ring (SPEC 2).
  const suffix = separator < 0 ? '' : value!.slice(separator);
  await replaceEntry(aws, arn, TOKEN_SECRET_KEY, { from: value, to: formatRing(ring, suffix) });
}

async function writeSecret(
  session: Session,
  state: RotationState,
  mark: Exclude<Mark, 'emergency'>,
  ring: Secrets,
): Promise<void> {
  await putVersion(session, state, mark, chooseStrategy(state).versionFor(mark, ring));
}

function putReplacement(session: Session, state: RotationState, secrets: Secrets): Promise<string> {
  return putVersion(session, state, 'emergency', { secrets, label: 'AWSPENDING' });
}

/**
 * Makes the replacement of a leaked secret AWSCURRENT. If another field of the secret was changed
 * since the replacement was made, the replacement is made again over the changed text, so that the
 * change is not lost.
 */
async function replaceCurrent(session: Session, state: RotationState): Promise<void> {
  const { aws, deployment } = session;
  const { current } = state.versions;
  const { id, secrets, text } = findReplacement(state.versions)!;
  const isUpToDate = text === replaceRing(current.text, deployment, secrets);
  const to = isUpToDate ? id : await putReplacement(session, state, secrets);
  await changeLabel(moveCurrentLabel(aws, deployment, { from: current.id, to }));
}

/**
 * Makes a version with other secrets and the other fields of the current one.
 *
 * @returns The id of the version.
 */
async function putVersion(
  { aws, deployment }: Session,
  { versions: { current } }: RotationState,
  mark: Mark,
  { secrets, label }: PlannedVersion,
): Promise<string> {
  const firstId = formatVersionId(mark, secrets);
  const existing = await readSecret(aws, deployment, { id: firstId });
  // PutSecretValue takes no condition, so another writer goes unnoticed only between this reading
  // and the call.
  const base = await readSecret(aws, deployment);
  if (base?.id !== current.id) {
    throw new ConflictError(
      `the secret ${deployment.secretId} was changed by another process meanwhile; run the command again, it continues from the present state`,
    );
  }
  // Two runs at the same time make the same version; the date of the first one holds.
  const isDone =
    existing?.labels.includes(label) &&
    existing.text === replaceRing(base.text, deployment, secrets);
  if (isDone) {
    return firstId;
  }
  // A version of that id may have lost its label, or be outdated. Its date is that of an earlier
  // step, so it is not used again.
  const id = existing ? formatVersionId(mark, secrets, randomBytes(4).toString('hex')) : firstId;
  await putSecret(aws, deployment, { id, secrets, base, labels: [label] });
  return id;
}

/**
 * Secrets Manager refuses to take a label from a version that has lost it already. Then another run
 * was faster, or the answer to a first attempt was lost, and the state has to be read again.
 */
async function changeLabel(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    throw isAwsFault(error, 'refused') ? new ConflictError((error as Error).message) : error;
  }
}
