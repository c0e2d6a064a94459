import { randomBytes } from 'node:crypto';
import { generateSecret } from '../../../signer/index.js';
import { exchangeEntry, TOKEN_SECRET } from '../entries.js';
import { ConflictError, isFault } from '../errors.js';
import { ringText, type Secrets } from '../ring.js';
import { dropLabel, type Label, makeCurrent, putSecret, readSecret } from '../secret.js';
import type { Session } from '../session.js';
import { type Mark, markedId } from './marks.js';
import { positionOf, replacementIn } from './position.js';
import { onlyIn, swapped, withoutSecond, withSecond } from './rings.js';
import type { RotationState } from './state.js';
import type { RotateStep, StepId } from './steps.js';
import { awaitLive, requireDeployed } from './verify.js';

/** Takes a step in a state in which it was planned; gives what reading does not tell. */
export async function applyRotation(
  session: Session,
  { id }: RotateStep,
  state: RotationState,
): Promise<Partial<RotationState>> {
  if (id === 'try-live') return { accepted: await tried(session, state) };
  await APPLY[id](session, state, state.versions.current.secrets);
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
  'promote-secret': (session, state, ring) => secret(session, state, 'promoted', swapped(ring)),
  'align-store': store,
  'retire-store': (session, state, ring) => store(session, state, withoutSecond(ring)),
  'retire-secret': (session, state, ring) => secret(session, state, 'retired', withoutSecond(ring)),
  // Whoever could read the value has read all of it, so none of its secrets stays.
  'replace-pending': (session, state) =>
    secret(session, state, 'emergency', [generateSecret()], 'AWSPENDING'),
  'replace-store': (session, state) =>
    store(session, state, replacementIn(state.versions)!.secrets),
  'replace-current': ({ aws, deployment }, { versions }) =>
    labelled(
      makeCurrent(aws, deployment, {
        from: versions.current.id,
        to: replacementIn(versions)!.id,
      }),
    ),
  'drop-previous': ({ aws, deployment }, { versions }) =>
    labelled(dropLabel(aws, deployment, 'AWSPREVIOUS', versions.previous!.id)),
  'drop-pending': ({ aws, deployment }, { versions }) =>
    labelled(dropLabel(aws, deployment, 'AWSPENDING', versions.pending!.id)),
};

/** Before the new secret signs, and before it is alone, LIVE has to accept it. */
async function tried(session: Session, { versions }: RotationState): Promise<string> {
  const { phase, ring } = positionOf(versions, false);
  const secret = phase === 'introduced' ? ring[1]! : ring[0]!;
  if (session.config.secret === 'embedded') await requireDeployed(session, [secret]);
  else await awaitLive(session, { accepts: [secret] });
  return secret;
}

function newcomerIn({ versions, store }: RotationState): string | undefined {
  return onlyIn(store?.ring?.secrets ?? [], versions.current.secrets)[0];
}

/** The entry changes only if it is still as it was read: that decides between two who rotate at once. */
async function store({ aws }: Session, { store }: RotationState, ring: Secrets): Promise<void> {
  const { arn, value } = store!;
  const cutOff = value?.indexOf(';') ?? -1;
  const suffix = cutOff < 0 ? '' : value!.slice(cutOff);
  await exchangeEntry(aws, arn, TOKEN_SECRET, { from: value, to: ringText(ring, suffix) });
}

async function secret(
  { aws, deployment }: Session,
  { versions: { current } }: RotationState,
  mark: Mark,
  ring: Secrets,
  label?: Label,
): Promise<void> {
  const id = markedId(mark, ring);
  const there = await readSecret(aws, deployment, { id });
  // A version is put without naming what it replaces: another writer is not seen only between this look and the call.
  const now = await readSecret(aws, deployment);
  if (now?.id !== current.id) {
    throw new ConflictError(
      `the secret ${deployment.secretId} was changed by somebody else meanwhile; run the command again, it goes on from what it finds`,
    );
  }
  // One of that id that is not current was put aside by hand. Its date says when the step was first done, so it is not used again.
  const again = there && randomBytes(4).toString('hex');
  await putSecret(aws, deployment, {
    id: again === undefined ? id : markedId(mark, ring, again),
    secrets: ring,
    over: now,
    ...(label && { labels: [label] }),
  });
}

/** A label is not taken from a version that has lost it already: somebody else was quicker, or the answer of a first try was lost. */
async function labelled(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    throw isFault(error, 'refused') ? new ConflictError((error as Error).message) : error;
  }
}
