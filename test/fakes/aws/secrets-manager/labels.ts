import type { FakeSecret, FakeVersion } from '../state.js';
import { Refusal } from '../wire/refusal.js';

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

export function holderOf({ versions }: FakeSecret, label: string): FakeVersion | undefined {
  return [...versions.values()].find(({ labels }) => labels.has(label));
}

/** Puts a label on a version and takes it off the one that had it; where AWSCURRENT leaves, AWSPREVIOUS comes. */
export function attach(secret: FakeSecret, label: string, version: FakeVersion): void {
  const holder = holderOf(secret, label);
  if (holder === version) {
    return;
  }
  holder?.labels.delete(label);
  version.labels.add(label);
  if (label !== CURRENT || !holder) {
    return;
  }
  holderOf(secret, PREVIOUS)?.labels.delete(PREVIOUS);
  holder.labels.add(PREVIOUS);
}

/** What UpdateSecretVersionStage asks for. */
export interface Move {
  readonly VersionStage: string;
  readonly RemoveFromVersionId?: string | undefined;
  readonly MoveToVersionId?: string | undefined;
}

export function moveLabel(
  secret: FakeSecret,
  { VersionStage: label, RemoveFromVersionId: from, MoveToVersionId: to }: Move,
): void {
  const holder = holderOf(secret, label);
  if (from !== undefined && from !== holder?.id) {
    throw invalid(`The label is not on the version of RemoveFromVersionId.`);
  }
  if (to === undefined) {
    if (from === undefined) {
      throw invalid('Neither of the two versions is given.');
    }
    if (label === CURRENT) {
      throw invalid(`${CURRENT} can be moved, and never removed.`);
    }
    holder?.labels.delete(label);
    return;
  }
  const target = secret.versions.get(to);
  if (!target) {
    throw new Refusal('ResourceNotFoundException', 'There is no such version.');
  }
  if (holder && holder !== target && from === undefined) {
    throw invalid('The label is on another version; RemoveFromVersionId has to name it.');
  }
  attach(secret, label, target);
}

export function invalid(message: string): Refusal {
  return new Refusal('InvalidParameterException', message);
}
