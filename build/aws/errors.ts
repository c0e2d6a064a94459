import { CliError, EXIT } from '../host/errors.js';

/** The kinds of failure of an AWS call that this package handles differently. */
export type AwsFault =
  | 'missing'
  | 'conflict'
  | 'denied'
  | 'credentials'
  | 'unavailable'
  | 'function-failed'
  | 'refused';

/** AWS refused a call, or its answer never came. */
export class AwsError extends CliError {
  readonly fault: AwsFault;
  /** The service's error code, such as `PreconditionFailed`. */
  readonly reason: string;
  /** What the service says about it, without secrets. */
  readonly detail: string;

  constructor(operation: string, reason: string, fault: AwsFault, message: string) {
    const hint = HINTS[fault];
    const text = `${operation}: ${[reason, message].filter(Boolean).join(': ')}`;
    super('ERR_AWS', hint === undefined ? text : `${text}\n${hint}`, EXIT_STATUS[fault]);
    this.fault = fault;
    this.reason = reason;
    this.detail = message;
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
  unavailable: EXIT.unexpected,
  'function-failed': EXIT.gate,
  refused: EXIT.unexpected,
};

const HINTS: Readonly<Partial<Record<AwsFault, string>>> = {
  conflict:
    'somebody else changed it meanwhile; run the command again: it continues from the state it finds',
  denied: 'docs/aws.md lists the permissions that each command needs',
  credentials:
    'give working credentials: --profile, AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY',
  unavailable: 'run the command again: it continues from the state it finds',
};

const CREDENTIALS_CODE =
  /^(?:CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|InvalidToken|MissingAuthenticationToken)$/;

const CONFLICT_CODE =
  /^(?:PreconditionFailed|InvalidIfMatchVersion|ConflictException|\w+AlreadyExists|ResourceExistsException|\w+InUse|CannotDeleteEntityWhileInUse|ResourceInUse)$/;

const MISSING_CODE = /^(?:NoSuch\w+|EntityNotFound|ResourceNotFoundException)$/;

/** TestFunction ran the function, and it failed. The HTTP status is 500, as of an outage. */
const FUNCTION_FAILED_CODE = 'TestFunctionFailed';

const UNAVAILABLE_CODE =
  /^(?:Throttl\w+|TooManyRequests\w*|RequestLimitExceeded|TimeoutError|RequestTimeout\w*|ServiceUnavailable\w*|Internal\w+|E[A-Z]{4,}|AbortError|NetworkingError)$/;

/**
 * Converts an error of the SDK; `operation` names the call, such as "CloudFront UpdateFunction".
 */
export function toAwsError(operation: string, error: unknown): CliError {
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
  if (/region is missing/i.test(text)) {
    return new CliError('ERR_REGION', 'no AWS region is set; give --region, or set AWS_REGION');
  }
  // A code is such as ECONNRESET, a name such as ThrottlingException.
  const reason = [code, name].find((each) => typeof each === 'string' && /^\w{3,64}$/.test(each));
  const fault = classifyFault(String(reason), text, $metadata?.httpStatusCode);
  return new AwsError(operation, String(reason ?? 'Error'), fault, redactSecrets(text));
}

function classifyFault(reason: string, message: string, status: number | undefined): AwsFault {
  if (CREDENTIALS_CODE.test(reason)) {
    return 'credentials';
  }
  // The KeyValueStore answers 400 ValidationException for a stale ETag; only its message tells.
  if (CONFLICT_CODE.test(reason) || (status === 400 && /pre-?condition/i.test(message))) {
    return 'conflict';
  }
  if (MISSING_CODE.test(reason)) {
    return 'missing';
  }
  if (/^AccessDenied/.test(reason) || status === 401 || status === 403) {
    return 'denied';
  }
  if (reason === FUNCTION_FAILED_CODE) {
    return 'function-failed';
  }
  if (UNAVAILABLE_CODE.test(reason) || (status !== undefined && status >= 500)) {
    return 'unavailable';
  }
  return 'refused';
}

/**
 * A message of AWS on one line of at most 400 characters. Long hex is left out: it could be a
 * secret.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(/\s+/g, ' ')
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
