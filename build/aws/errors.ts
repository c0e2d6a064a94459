import { CliError, EXIT } from '../host/errors.js';
import { type AwsFault, classifyFailure } from './failures.js';
import { ForeignAnswer } from './responses.js';

/** AWS refused a call, or its answer never came. */
export class AwsError extends CliError {
  readonly fault: AwsFault;
  /** The service's error code, such as `PreconditionFailed`. */
  readonly reason: string;
  /** What the service says about it, without secrets. */
  readonly detail: string;
  /** What to do about it; undefined if only the place of the call tells. */
  readonly advice: string | undefined;

  constructor(
    operation: string,
    reason: string,
    fault: AwsFault,
    message: string,
    advice?: string,
  ) {
    const text = `${operation}: ${[reason, message].filter(Boolean).join(': ')}`;
    super('ERR_AWS', advice === undefined ? text : `${text}\n${advice}`, EXIT_STATUS[fault]);
    this.fault = fault;
    this.reason = reason;
    this.detail = message;
    this.advice = advice;
  }
}

/**
 * The command must not change what it found in AWS: somebody else changes it now, owns it, or left
 * a change unfinished.
 */
export class ConflictError extends CliError {
  constructor(message: string) {
    super('ERR_CONFLICT', message, EXIT.awsConflict);
  }
}

const EXIT_STATUS: Readonly<Record<AwsFault, number>> = {
  missing: EXIT.awsConflict,
  conflict: EXIT.awsConflict,
  denied: EXIT.awsCredentials,
  credentials: EXIT.awsCredentials,
  unreachable: EXIT.unexpected,
  unavailable: EXIT.unexpected,
  'function-failed': EXIT.gate,
  refused: EXIT.unexpected,
};

/**
 * Converts an error of the SDK; `operation` names the call, such as "CloudFront UpdateFunction",
 * and `url` the address that it was sent to, if it was sent.
 */
export function toAwsError(operation: string, error: unknown, url?: string): CliError {
  if (error instanceof CliError) {
    return error;
  }
  const { name, code, message, $metadata } = Object(error) as {
    name?: unknown;
    code?: unknown;
    message?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const text = typeof message === 'string' ? message : '';
  const region = describeRegionProblem(text);
  if (region !== undefined) {
    return new CliError('ERR_REGION', region);
  }
  // A code is such as ECONNRESET, a name such as ThrottlingException.
  const found = [code, name].find((each) => typeof each === 'string' && /^\w{3,64}$/.test(each));
  const reason = String(found ?? 'Error');
  const status = $metadata?.httpStatusCode;
  const { fault, advice } = classifyFailure({ reason, message: text, status, error });
  if (error instanceof ForeignAnswer) {
    return new AwsError(operation, '', fault, redactSecrets(text), advice);
  }
  // Most errors of a connection do not say where it went.
  const host = fault === 'unreachable' && url !== undefined ? new URL(url).host : '';
  const place = host === '' || text.includes(host) ? '' : ` (${host})`;
  return new AwsError(operation, reason, fault, redactSecrets(text) + place, advice);
}

function describeRegionProblem(message: string): string | undefined {
  if (/region is missing/i.test(message)) {
    return 'no AWS region is set; give --region, or set AWS_REGION';
  }
  return /region not accepted/i.test(message)
    ? `${redactSecrets(message)} Give a region such as eu-west-1 with --region, AWS_REGION or deploy.region`
    : undefined;
}

/**
 * A message of AWS on one line of at most 400 characters. Long hex is left out: it could be a
 * secret.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ Deserialization error:.*/, '')
    .replace(/[0-9a-fA-F]{32,}/g, (hex) => `(${hex.length} hex digits)`)
    .slice(0, 400)
    .trim();
}

/** Whether the error is an `AwsError` of one of these kinds. */
export function isAwsFault(error: unknown, ...faults: readonly AwsFault[]): error is AwsError {
  return error instanceof AwsError && faults.includes(error.fault);
}

/** The result of the call; undefined if the thing that it asks about does not exist. */
export async function undefinedIfMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAwsFault(error, 'missing')) {
      return undefined;
    }
    throw error;
  }
}
