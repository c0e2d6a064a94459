import { isSameRing, type Secrets } from '../../../config/key-ring.js';
import { DeletedSecretError, type SecretVersion } from '../../resources/secrets-manager.js';
import { parseMark } from '../../rotate/state.js';
import { nextDueStep } from '../../rotate/steps.js';
import type { Position } from '../../rotate/strategy.js';
import { commandLine } from '../../session.js';
import { isAbsent, type Observation, observed } from '../../survey/observation.js';
import { rotationPosition } from '../../survey/survey.js';
import { type Check, type Evidence, type Finding, finding } from '../findings.js';

/** The secret in Secrets Manager, against the one in the store. */
export const checkSecret: Check = (examined) => {
  const { deployment, current } = examined;
  const emergency = checkEmergency(examined);
  const found = [
    ...unusable(examined.previous, 'AWSPREVIOUS', examined),
    ...unusable(examined.pending, 'AWSPENDING', examined),
    ...emergency,
  ];
  const held = observed(current);
  const position = rotationPosition(examined, deployment);
  if (held && position) {
    return [
      ...found,
      ...checkSingle(held, examined),
      // In the middle of an emergency they cannot agree.
      ...(emergency.length > 0 ? [] : checkAgreement(position.ring, examined)),
      ...checkRotation(position, examined),
      ...checkPrevious(held, examined),
    ];
  }
  if (isAbsent(current)) {
    const what = `there is no secret ${deployment.secretId} in Secrets Manager`;
    return [...found, finding('secret-missing', what, commandLine('deploy', deployment))];
  }
  if (!current.seen && current.refusal instanceof DeletedSecretError) {
    const what = `the secret ${deployment.secretId} is marked for deletion`;
    return [...found, finding('secret-deleted', what, current.refusal.mend)];
  }
  if (current.seen || current.refusal.code !== 'ERR_SECRET') {
    return found;
  }
  const mend = `put a usable ring in with aws secretsmanager put-secret-value; ${commandLine('secret generate', { selection: '', attachment: '' })} makes a secret`;
  return [...found, finding('secret-unusable', current.refusal.message, mend)];
};

function unusable(
  version: Observation<SecretVersion | undefined>,
  label: string,
  { deployment }: Evidence,
) {
  if (version.seen || version.refusal.code !== 'ERR_SECRET') {
    return [];
  }
  const mend = `take the label off: aws secretsmanager update-secret-version-stage --secret-id ${deployment.secretId} --version-stage ${label} --remove-from-version-id <id>`;
  return [finding('secret-version-unusable', version.refusal.message, mend)];
}

/** Backends for which a rotation goes by labels take one secret. */
function checkSingle({ secrets }: SecretVersion, { deployment }: Evidence): Finding[] {
  const { rotation, secretId } = deployment;
  if (rotation === 'ring' || secrets.length === 1) {
    return [];
  }
  const what = `AWSCURRENT of ${secretId} is a ring of ${secrets.length} secrets, and deploy.rotation is "labels"`;
  const mend = `set deploy.rotation to "ring" and end the rotation with ${commandLine('rotate', deployment)}, or put the one secret there that signs`;
  return [finding('secret-not-single', what, mend)];
}

/** Which side holds what; a rotation leaves one secret on one side for a moment. */
function checkAgreement(held: Secrets, { stored, deployment }: Evidence): Finding[] {
  const secrets = observed(stored)?.secrets;
  if (!secrets || isSameRing(held, secrets)) {
    return [];
  }
  const { name, secretId } = deployment;
  const onlyHeld = held.filter((secret) => !secrets.includes(secret)).length;
  const onlyStored = secrets.filter((secret) => !held.includes(secret)).length;
  const rotate = commandLine('rotate', deployment);
  if (!secrets.includes(held[0]!)) {
    const what = `the KeyValueStore ${name} does not hold what the secret ${secretId} in Secrets Manager signs with`;
    const mend = `put the version back that ${secretId} had before, or log everybody out: ${commandLine('rotate --emergency', deployment)}`;
    return [finding('secret-not-at-edge', what, mend)];
  }
  const what = `${secretId} and the KeyValueStore ${name} hold different rings: ${onlyHeld} secrets in the former only, ${onlyStored} in the latter only`;
  if (onlyHeld + onlyStored === 0) {
    const order = `${secretId} and the KeyValueStore ${name} hold the same secrets in another order`;
    return [finding('ring-order', order, rotate)];
  }
  if (onlyHeld + onlyStored === 1) {
    return [finding('rotation-interrupted', what, rotate)];
  }
  return [finding('secrets-differ', what, rotate)];
}

function checkRotation({ phase, since }: Position, { deployment, config, now }: Evidence) {
  const { clockTolerance } = config;
  const due = nextDueStep(phase, since, { ...deployment, clockTolerance });
  if (!due || now < due.at) {
    return [];
  }
  const what = `the rotation of ${deployment.secretId} can go on since ${new Date(due.at * 1000).toISOString()}: ${due.step}`;
  return [finding('rotation-due', what, commandLine('rotate', deployment))];
}

function checkEmergency({ current, pending, deployment }: Evidence): Finding[] {
  const version = observed(pending);
  if (!version || parseMark(version.id) !== 'emergency') {
    return [];
  }
  // What is left then is a label.
  if (isSameRing(observed(current)?.secrets ?? [], version.secrets)) {
    return [];
  }
  const what = `an emergency rotation of ${deployment.secretId} was interrupted`;
  return [finding('emergency-interrupted', what, commandLine('rotate --emergency', deployment))];
}

function checkPrevious(held: SecretVersion, examined: Evidence): Finding[] {
  const { deployment, previous, stored } = examined;
  const step = observed(examined.mark);
  if (step !== 'retired' && step !== 'emergency') {
    return [];
  }
  const alive = [...held.secrets, ...(observed(stored)?.secrets ?? [])];
  const isGone = (observed(previous)?.secrets ?? []).some((secret) => !alive.includes(secret));
  if (!isGone) {
    return [];
  }
  const code = step === 'retired' ? 'retired-secret-lingers' : 'leaked-secret-lingers';
  const what = `AWSPREVIOUS of ${deployment.secretId} holds a secret that is in neither ring any more`;
  return [finding(code, what, commandLine('rotate', deployment))];
}
