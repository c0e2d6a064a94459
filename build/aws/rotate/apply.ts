import { randomBytes } from 'node:crypto';
import { generateSecret } from '../../../signer/index.js';
import { formatRing, type Secrets } from '../../config/key-ring.js';
import { ConflictError, isAwsFault } from '../errors.js';
import { assertDeployed, waitForLive } from '../live/verdicts.js';
import { replaceEntry, TOKEN_SECRET_KEY } from '../resources/key-value-store.js';
import { replaceRing } from '../resources/secret-text.js';
import {
  moveCurrentLabel,
  putSecret,
  readSecret,
  removeLabel,
} from '../resources/secrets-manager.js';
import type { Session } from '../session.js';
import { secretsOnlyIn, swapFirstTwo, withoutSecond, withSecond } from './rings.js';
import { formatVersionId, type Mark, type RotationState } from './state.js';
import type { RotateStep, StepId } from './steps.js';
import { chooseStrategy, findPosition, findReplacement, type StrategyStep } from './strategy.js';

/** Takes a step in a state in which it was planned; gives what reading does not tell. */
export async function applyRotationStep(
  session: Session,
  { id }: RotateStep,
  state: RotationState,
): Promise<Partial<RotationState>> {
  if (id === 'try-live') {
    return { accepted: await tried(session, state) };
  }
  await APPLY[id](session, state, findPosition(state, true).ring);
  return {};
}

type Apply = (session: Session, state: RotationState, ring: Secrets) => Promise<void>;

const APPLY: Readonly<Record<Exclude<StepId, 'try-live'>, Apply>> = {
  'introduce-store': (session, state, ring) =>
    store(session, state, withSecond(ring, generateSecret())),
  'introduce-secret': (session, state, ring) =>
    secret(session, state, 'introduced', withSecond(ring, newcomerIn(state) ?? generateSecret())),
  'adopt-secret': (session, state, ring) =>
    secret(session, state, 'promoted', withSecond(ring, newcomerIn(state)!)),
  'promote-secret': (session, state, ring) =>
    secret(session, state, 'promoted', swapFirstTwo(ring)),
  'align-store': store,
  'retire-store': (session, state, ring) => store(session, state, withoutSecond(ring)),
  'retire-secret': (session, state, ring) => secret(session, state, 'retired', withoutSecond(ring)),
  // Whoever could read the value has read all of it, so none of its secrets stays.
  'replace-pending': async (session, state) => {
    await replacement(session, state, [generateSecret()]);
  },
  'replace-store': (session, state) =>
    store(session, state, findReplacement(state.versions)!.secrets),
  'replace-current': replaceCurrent,
  'drop-previous': ({ aws, deployment }, { versions }) =>
    labelled(removeLabel(aws, deployment, 'AWSPREVIOUS', versions.previous!.id)),
  'drop-pending': ({ aws, deployment }, { versions }) =>
    labelled(removeLabel(aws, deployment, 'AWSPENDING', versions.pending!.id)),
};

/** Before the new secret signs, and before it is alone, LIVE has to accept it. */
async function tried(session: Session, state: RotationState): Promise<string> {
  const { phase, ring } = findPosition(state, false);
  const secret = phase === 'introduced' ? ring[1]! : ring[0]!;
  if (session.config.secret === 'embedded') {
    await assertDeployed(session, [secret]);
  } else {
    await waitForLive(session, { accepts: [secret] });
  }
  return secret;
}

/** Only where no rotation is under way, so what is current is the ring. */
function newcomerIn({ versions, store }: RotationState): string | undefined {
  return secretsOnlyIn(store?.ring?.secrets ?? [], versions.current.secrets)[0];
}

/** The entry changes only if it is still as it was read: that decides between two who rotate at once. */
async function store({ aws }: Session, { store }: RotationState, ring: Secrets): Promise<void> {
  const { arn, value } = store!;
  const cutOff = value?.indexOf(';') ?? -1;
  const suffix = cutOff < 0 ? '' : value!.slice(cutOff);
  await replaceEntry(aws, arn, TOKEN_SECRET_KEY, { from: value, to: formatRing(ring, suffix) });
}

async function secret(
  session: Session,
  state: RotationState,
  mark: Exclude<Mark, 'emergency'>,
  ring: Secrets,
): Promise<void> {
  await put(session, state, mark, chooseStrategy(state).version(mark, ring));
}

function replacement(session: Session, state: RotationState, secrets: Secrets): Promise<string> {
  return put(session, state, 'emergency', { secrets, label: 'AWSPENDING' });
}

/** Where another field was changed since the replacement was made, it is made anew: AWSCURRENT must not go back. */
async function replaceCurrent(session: Session, state: RotationState): Promise<void> {
  const { aws, deployment } = session;
  const { current } = state.versions;
  const { id, secrets, text } = findReplacement(state.versions)!;
  const isFresh = text === replaceRing(current.text, deployment, secrets);
  const to = isFresh ? id : await replacement(session, state, secrets);
  await labelled(moveCurrentLabel(aws, deployment, { from: current.id, to }));
}

/** Makes a version with other secrets over the text of the current one; gives its id. */
async function put(
  { aws, deployment }: Session,
  { versions: { current } }: RotationState,
  mark: Mark,
  { secrets, label }: StrategyStep,
): Promise<string> {
  const first = formatVersionId(mark, secrets);
  const there = await readSecret(aws, deployment, { id: first });
  // A version is put without naming what it replaces: another writer is not seen only between this look and the call.
  const over = await readSecret(aws, deployment);
  if (over?.id !== current.id) {
    throw new ConflictError(
      `the secret ${deployment.secretId} was changed by somebody else meanwhile; run the command again, it goes on from what it finds`,
    );
  }
  // Two who do it at once make the same version; the first date holds.
  const isMade =
    there?.labels.includes(label) && there.text === replaceRing(over.text, deployment, secrets);
  if (isMade) {
    return first;
  }
  // One of that id was put aside by hand, or is out of date. Its date says when the step was first done, so it is not used again.
  const id = there ? formatVersionId(mark, secrets, randomBytes(4).toString('hex')) : first;
  await putSecret(aws, deployment, { id, secrets, over, labels: [label] });
  return id;
}

/** A label is not taken from a version that has lost it already: somebody else was quicker, or the answer of a first try was lost. */
async function labelled(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    throw isAwsFault(error, 'refused') ? new ConflictError((error as Error).message) : error;
  }
}
