import { isSameRing, type Secrets } from '../../../config/key-ring.js';
import { DeletedSecretError, type SecretVersion } from '../../resources/secrets-manager.js';
import { secretsOnlyIn } from '../../rotate/rings.js';
import { findPending } from '../../rotate/state.js';
import { nextDueStep } from '../../rotate/steps.js';
import type { Position } from '../../rotate/strategy.js';
import { commandLine } from '../../session.js';
import { isAbsent, type ReadResult, valueOrUndefined } from '../../survey/read-result.js';
import { findRotationPosition } from '../../survey/survey.js';
import { type Check, type CheckInput, createFinding, type Finding } from '../findings.js';

/** The secret in Secrets Manager, its rotation, and the ring in the KeyValueStore beside it. */
export const checkSecret: Check = (input) => {
  const { deployment } = input;
  const emergency = checkEmergency(input);
  const found = [
    ...checkUsable(input.previous, 'AWSPREVIOUS', input),
    ...checkUsable(input.pending, 'AWSPENDING', input),
    ...emergency,
  ];
  const current = valueOrUndefined(input.current);
  const position = findRotationPosition(input, deployment);
  if (!current || !position) {
    return [...found, ...checkReadable(input)];
  }
  return [
    ...found,
    ...checkSingle(current, input),
    // In the middle of an emergency rotation the two rings cannot agree.
    ...(emergency.length > 0 ? [] : checkAgreement(position.ring, input)),
    ...checkRotation(position, input),
    ...checkPrevious(current, input),
  ];
};

/** Why there is no current version. */
function checkReadable({ current, deployment }: CheckInput): Finding[] {
  const { secretId } = deployment;
  if (isAbsent(current)) {
    const what = `there is no secret ${secretId} in Secrets Manager`;
    return [createFinding('secret-missing', what, commandLine('deploy', deployment))];
  }
  if (!current.ok && current.error instanceof DeletedSecretError) {
    const what = `the secret ${secretId} is marked for deletion`;
    return [createFinding('secret-deleted', what, current.error.restoreCommand)];
  }
  if (current.ok || current.error.code !== 'ERR_SECRET') {
    return [];
  }
  const generate = commandLine('secret generate', { selection: '', attachment: '' });
  const fix = `write a usable ring with aws secretsmanager put-secret-value; ${generate} makes a secret`;
  return [createFinding('secret-unusable', current.error.message, fix)];
}

function checkUsable(
  version: ReadResult<SecretVersion | undefined>,
  label: string,
  { deployment }: CheckInput,
): Finding[] {
  if (version.ok || version.error.code !== 'ERR_SECRET') {
    return [];
  }
  const fix = `remove the label: aws secretsmanager update-secret-version-stage --secret-id ${deployment.secretId} --version-stage ${label} --remove-from-version-id <id>`;
  return [createFinding('secret-version-unusable', version.error.message, fix)];
}

/** With the strategy "labels", some backends take AWSCURRENT for a single secret. */
function checkSingle({ secrets }: SecretVersion, { deployment }: CheckInput): Finding[] {
  const { rotation, secretId } = deployment;
  if (rotation === 'ring' || secrets.length === 1) {
    return [];
  }
  const what = `AWSCURRENT of ${secretId} is a ring of ${secrets.length} secrets, and deploy.rotation is "labels"`;
  const fix = `set deploy.rotation to "ring" and end the rotation with ${commandLine('rotate', deployment)}, or put the one secret there that signs`;
  return [createFinding('secret-not-single', what, fix)];
}

/** Compares the two rings. During a step of a rotation they differ by one secret for a moment. */
function checkAgreement(ring: Secrets, { stored, deployment }: CheckInput): Finding[] {
  const storedSecrets = valueOrUndefined(stored)?.secrets;
  if (!storedSecrets || isSameRing(ring, storedSecrets)) {
    return [];
  }
  const { name, secretId } = deployment;
  if (!storedSecrets.includes(ring[0]!)) {
    const what = `the KeyValueStore ${name} does not hold the secret that ${secretId} in Secrets Manager signs with`;
    const fix = `restore the former version of ${secretId}, or log everybody out: ${commandLine('rotate --emergency', deployment)}`;
    return [createFinding('secret-not-at-edge', what, fix)];
  }
  const rotate = commandLine('rotate', deployment);
  const onlyInSecret = secretsOnlyIn(ring, storedSecrets).length;
  const onlyInStore = secretsOnlyIn(storedSecrets, ring).length;
  if (onlyInSecret + onlyInStore === 0) {
    const what = `${secretId} and the KeyValueStore ${name} hold the same secrets in another order`;
    return [createFinding('ring-order', what, rotate)];
  }
  const code = onlyInSecret + onlyInStore === 1 ? 'rotation-interrupted' : 'secrets-differ';
  const what = `${secretId} and the KeyValueStore ${name} hold different rings: ${onlyInSecret} secrets in the former only, ${onlyInStore} in the latter only`;
  return [createFinding(code, what, rotate)];
}

function checkRotation({ phase, since }: Position, { deployment, config, now }: CheckInput) {
  const { clockTolerance } = config;
  const due = nextDueStep(phase, since, { ...deployment, clockTolerance });
  if (!due || now < due.at) {
    return [];
  }
  const what = `the next step of the rotation of ${deployment.secretId} is due since ${new Date(due.at * 1000).toISOString()}: ${due.step}`;
  return [createFinding('rotation-due', what, commandLine('rotate', deployment))];
}

function checkEmergency({ current, pending, deployment }: CheckInput): Finding[] {
  const replacement = findPending({ pending: valueOrUndefined(pending) }, 'emergency');
  // If the replacement is current, only its label AWSPENDING is left.
  if (!replacement || isSameRing(valueOrUndefined(current)?.secrets ?? [], replacement.secrets)) {
    return [];
  }
  const what = `an emergency rotation of ${deployment.secretId} was interrupted`;
  const fix = commandLine('rotate --emergency', deployment);
  return [createFinding('emergency-interrupted', what, fix)];
}

/** Whether AWSPREVIOUS still holds a secret that a rotation has taken out of both rings. */
function checkPrevious(current: SecretVersion, input: CheckInput): Finding[] {
  const { deployment, previous, stored } = input;
  const mark = valueOrUndefined(input.mark);
  if (mark !== 'retired' && mark !== 'emergency') {
    return [];
  }
  const accepted = [...current.secrets, ...(valueOrUndefined(stored)?.secrets ?? [])];
  const lingering = secretsOnlyIn(valueOrUndefined(previous)?.secrets ?? [], accepted);
  if (lingering.length === 0) {
    return [];
  }
  const code = mark === 'retired' ? 'retired-secret-lingers' : 'leaked-secret-lingers';
  const what = `AWSPREVIOUS of ${deployment.secretId} holds a secret that is in neither ring any more`;
  return [createFinding(code, what, commandLine('rotate', deployment))];
}
