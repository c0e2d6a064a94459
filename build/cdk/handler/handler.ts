import type { AwsClients } from '../../aws/clients.js';
import { AwsError, ConflictError, isAwsFault } from '../../aws/errors.js';
import type { SecretLocation } from '../../aws/resources/secrets-manager.js';
import type { FillEvent, FillProperties, FillResult } from './event.js';
import { fillStore, type Outcome } from './fill.js';

export interface HandlerOptions {
  readonly aws: AwsClients;
  /** Waits for some seconds. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Writes one line to the log of the Lambda function. */
  readonly log: (line: string) => void;
}

/**
 * Seconds between tries, 90 in all. IAM lets a new role do what its policy says only after some
 * seconds, and the data plane knows a new KeyValueStore a little late.
 */
const PAUSES = [2, 4, 8, 16, 30, 30];

/**
 * Handles one event. Errors say what to do in one line, without a secret: CloudFormation shows them
 * to everybody who may see the stack.
 */
export async function handleEvent(event: FillEvent, options: HandlerOptions): Promise<FillResult> {
  if (event.RequestType === 'Delete') {
    // CloudFormation deletes the store itself. Until then its entries are not this resource's.
    return { PhysicalResourceId: event.PhysicalResourceId };
  }
  const { StoreArn } = event.ResourceProperties;
  // Not the old properties: CloudFormation undoes a refused update with an update, which has to
  // succeed.
  if (event.RequestType === 'Update' && event.PhysicalResourceId !== StoreArn) {
    throw new ConflictError(
      'the KeyValueStore was replaced, because deploy.name or the stage has changed; the new one would lack the log-outs (cut-offs) of the old one. Keep the name, or construct a second SpaAuth beside this one, associate it, and remove this one afterwards',
    );
  }
  const outcome = await tryUntilDone(event.ResourceProperties, options);
  options.log(`${event.RequestType}: token_secret ${outcome}`);
  if (outcome !== 'filled' && outcome !== 'kept' && isNewPair(event)) {
    throw new ConflictError(
      'the KeyValueStore does not hold the secret with which backends sign now, so the edge would refuse their tokens. Copy the key ring of the former secret into the new one and deploy again; to change the secret afterwards: npx pocket-spa-auth rotate',
    );
  }
  return { PhysicalResourceId: StoreArn };
}

/** Whether this deployment brings store and secret together; otherwise they have met before. */
function isNewPair(event: Exclude<FillEvent, { RequestType: 'Delete' }>): boolean {
  const place = ({ SecretArn, SecretKey, SecretPath }: FillProperties) =>
    JSON.stringify([SecretArn, SecretKey, SecretPath]);
  return (
    event.RequestType === 'Create' ||
    place(event.ResourceProperties) !== place(event.OldResourceProperties)
  );
}

async function tryUntilDone(
  { StoreArn, SecretArn, SecretKey, SecretPath = [] }: FillProperties,
  { aws, pause, log }: HandlerOptions,
): Promise<Outcome> {
  const location: SecretLocation = {
    secretId: SecretArn,
    secretKey: SecretKey,
    secretPath: SecretPath,
  };
  for (const seconds of PAUSES) {
    try {
      return await fillStore(aws, StoreArn, location);
    } catch (error) {
      if (!mayPass(error)) {
        throw error;
      }
      log(`${oneLine(error).message}; the next try is in ${seconds} s`);
      await pause(seconds);
    }
  }
  return fillStore(aws, StoreArn, location).catch((error: unknown) => {
    throw oneLine(error);
  });
}

function mayPass(error: unknown): boolean {
  return (
    isAwsFault(error, 'denied', 'credentials', 'unavailable', 'conflict', 'missing') ||
    error instanceof ConflictError
  );
}

/** Without the hint in the second line, which is meant for people who run commands. */
function oneLine(error: unknown): Error {
  const { message } = error as Error;
  return error instanceof AwsError ? new Error(message.split('\n')[0]) : (error as Error);
}
