import { CliError, EXIT } from '../host/errors.js';

/** What an AWS call came to grief over, as far as a program has to tell them apart. */
export type AwsFault =
  | 'missing'
  | 'conflict'
  | 'denied'
  | 'credentials'
  | 'unavailable'
  | 'refused';

/** A call that AWS did not carry out, or whose answer never came. */
export class AwsError extends CliError {
  readonly fault: AwsFault;
  /** The service's own name for it, such as `PreconditionFailed`. */
  readonly reason: string;

  constructor(operation: string, reason: string, fault: AwsFault, said: string) {
    const hint = HINTS[fault];
    const text = `${operation}: ${[reason, said].filter(Boolean).join(': ')}`;
    super('ERR_AWS', hint === undefined ? text : `${text}\n${hint}`, STATUS[fault]);
    this.fault = fault;
    this.reason = reason;
  }
}

/** Something in AWS is not as this command may change it: another writer, another owner, a half-done change. */
export class ConflictError extends CliError {
  constructor(message: string) {
    super('ERR_CONFLICT', message, EXIT.awsConflict);
  }
}

const STATUS: Readonly<Record<AwsFault, number>> = {
  missing: EXIT.awsConflict,
  conflict: EXIT.awsConflict,
  denied: EXIT.awsCredentials,
  credentials: EXIT.awsCredentials,
  unavailable: EXIT.unexpected,
  refused: EXIT.unexpected,
};

const HINTS: Readonly<Partial<Record<AwsFault, string>>> = {
  conflict:
    'somebody else changed it meanwhile; run the command again, it goes on from what it finds',
  denied: 'docs/aws.md lists the permissions that each command needs',
  credentials: 'give working credentials: --profile, AWS_PROFILE, or AWS_ACCESS_KEY_ID and its kin',
  unavailable: 'run the command again, it goes on from what it finds',
};

const CREDENTIALS =
  /^(?:CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|InvalidToken|MissingAuthenticationToken)$/;

const CONFLICT =
  /^(?:PreconditionFailed|InvalidIfMatchVersion|ConflictException|\w+AlreadyExists|ResourceExistsException|\w+InUse|CannotDeleteEntityWhileInUse|ResourceInUse)$/;

const MISSING = /^(?:NoSuch\w+|EntityNotFound|ResourceNotFoundException)$/;

const UNAVAILABLE =
  /^(?:Throttl\w+|TooManyRequests\w*|RequestLimitExceeded|TimeoutError|RequestTimeout\w*|ServiceUnavailable\w*|Internal\w+|E[A-Z]{4,}|AbortError|NetworkingError)$/;

/** Gives an error of the SDK its place in that order; `operation` is what was called, such as "CloudFront UpdateFunction". */
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
  const said = typeof message === 'string' ? message : '';
  if (/region is missing/i.test(said)) {
    return new CliError('ERR_REGION', 'no AWS region; give --region, or set AWS_REGION');
  }
  // Names such as ThrottlingException, codes such as ECONNRESET.
  const reason = [code, name].find((text) => typeof text === 'string' && /^\w{3,64}$/.test(text));
  const fault = faultOf(String(reason), said, $metadata?.httpStatusCode);
  return new AwsError(operation, String(reason ?? 'Error'), fault, redactSecrets(said));
}

function faultOf(reason: string, said: string, status: number | undefined): AwsFault {
  if (CREDENTIALS.test(reason)) {
    return 'credentials';
  }
  // The KeyValueStore's word for a stale ETag.
  if (CONFLICT.test(reason) || (status === 400 && /pre-?condition/i.test(said))) {
    return 'conflict';
  }
  if (MISSING.test(reason)) {
    return 'missing';
  }
  if (/^AccessDenied/.test(reason) || status === 401 || status === 403) {
    return 'denied';
  }
  if (UNAVAILABLE.test(reason) || (status !== undefined && status >= 500)) {
    return 'unavailable';
  }
  return 'refused';
}

/** The service's own words in one line, without anything that could be a secret, should it ever quote one. */
export function redactSecrets(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[0-9a-fA-F]{32,}/g, (hex) => `(${hex.length} hex digits)`)
    .slice(0, 400)
    .trim();
}

/** Whether a call failed for this reason; other errors are not looked into. */
export function isAwsFault(error: unknown, ...faults: readonly AwsFault[]): error is AwsError {
  return error instanceof AwsError && faults.includes(error.fault);
}

/** What a call gives, or undefined where the thing it asks about does not exist. */
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
