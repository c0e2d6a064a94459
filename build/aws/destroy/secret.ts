import { AwsError, ifThere } from '../errors.js';
import { readSecret } from '../resources/secret.js';
import type { Session } from '../session.js';

/** Days in which a deleted secret can be had back: the longest that Secrets Manager knows. */
export const RECOVERY_DAYS = 30;

/** The secret as far as deleting it goes: `shared` where it holds more than the token secret. Undefined: not there, or deleted already. */
export async function readDeletable({
  aws,
  deployment,
}: Session): Promise<'alone' | 'shared' | undefined> {
  const { secretId, secretPath, secretKey } = deployment;
  const found = await ifThere(aws.secretsManager.describeSecret({ SecretId: secretId }));
  if (!found || found.DeletedDate) return undefined;
  // Refuses a secret that holds no ring: it is somebody else's.
  const version = await readSecret(aws, deployment);
  if (!version || secretKey === undefined) return 'alone';
  return isAlone(JSON.parse(version.text), [...secretPath, secretKey]) ? 'alone' : 'shared';
}

/** Never by force: until the days are over, it can be had back. */
export async function deleteSecret(session: Session): Promise<void> {
  const { aws, deployment } = session;
  try {
    await aws.secretsManager.deleteSecret({
      SecretId: deployment.secretId,
      RecoveryWindowInDays: RECOVERY_DAYS,
    });
  } catch (error) {
    // The answer to a try whose own answer was lost: it is deleted already.
    const isRepeat = error instanceof AwsError && error.reason === 'InvalidRequestException';
    if (!isRepeat || (await readDeletable(session)) !== undefined) throw error;
  }
}

/** Whether nothing stands beside what the path leads to. */
function isAlone(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  const fields = Object.keys(Object(value));
  return fields.length === 1 && isAlone((value as Record<string, unknown>)[name], rest);
}
