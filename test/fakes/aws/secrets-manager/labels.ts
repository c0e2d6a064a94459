import type { FakeSecret, FakeVersion } from '../state.js';
import { ServiceError } from '../wire/service-error.js';

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** The version that has the label. */
export function findLabelHolder({ versions }: FakeSecret, label: string): FakeVersion | undefined {
  return [...versions.values()].find(({ labels }) => labels.has(label));
}

/**
 * Moves a label to a version. If the label is AWSCURRENT, the version that had it gets AWSPREVIOUS.
 */
export function attachLabel(secret: FakeSecret, label: string, version: FakeVersion): void {
  const holder = findLabelHolder(secret, label);
  if (holder === version) {
    return;
  }
  holder?.labels.delete(label);
  version.labels.add(label);
  if (label !== CURRENT || !holder) {
    return;
  }
  findLabelHolder(secret, PREVIOUS)?.labels.delete(PREVIOUS);
  holder.labels.add(PREVIOUS);
}

/** The input of UpdateSecretVersionStage. */
export interface LabelMove {
  readonly VersionStage: string;
  readonly RemoveFromVersionId?: string | undefined;
  readonly MoveToVersionId?: string | undefined;
}

/** Carries out UpdateSecretVersionStage. */
export function moveLabel(
  secret: FakeSecret,
  { VersionStage: label, RemoveFromVersionId: from, MoveToVersionId: to }: LabelMove,
): void {
  const holder = findLabelHolder(secret, label);
  if (from !== undefined && from !== holder?.id) {
    throw invalidParameter(`The label is not on the version of RemoveFromVersionId.`);
  }
  if (to === undefined) {
    if (from === undefined) {
      throw invalidParameter('One of the two versions is required.');
    }
    if (label === CURRENT) {
      throw invalidParameter(`${CURRENT} can be moved, but not removed.`);
    }
    holder?.labels.delete(label);
    return;
  }
  const target = secret.versions.get(to);
  if (!target) {
    throw new ServiceError('ResourceNotFoundException', 'There is no such version.');
  }
  if (holder && holder !== target && from === undefined) {
    throw invalidParameter('The label is on another version; RemoveFromVersionId has to name it.');
  }
  attachLabel(secret, label, target);
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}
