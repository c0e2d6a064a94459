import { ForeignAnswer } from './responses.js';

/** The kinds of failure of an AWS call that this package handles differently. */
export type AwsFault =
  | 'missing'
  | 'conflict'
  | 'denied'
  | 'credentials'
  /** Nothing of AWS answers from here: a network, a proxy, an installation. */
  | 'unreachable'
  | 'unavailable'
  | 'function-failed'
  | 'refused';

/** A call that failed, as the SDK reports it. */
export interface Failure {
  /** The service's error code, or the code of Node.js, such as `ECONNRESET`. */
  readonly reason: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly error: unknown;
}

/** A kind of failure, and what to do about it in one sentence. */
export interface FailureKind {
  readonly fault: AwsFault;
  readonly advice?: string;
}

interface Rule extends FailureKind {
  readonly matches: (failure: Failure) => boolean;
}

/** The kind of the failure: the first rule that matches counts. */
export function classifyFailure(failure: Failure): FailureKind {
  return RULES.find(({ matches }) => matches(failure)) ?? { fault: 'refused' };
}

/** A rule for codes; `words` of the message then tell one cause of a code from others. */
function rule(fault: AwsFault, reason: RegExp, words: RegExp, advice?: string): Rule {
  const matches = (failure: Failure) => reason.test(failure.reason) && words.test(failure.message);
  return { fault, matches, ...(advice === undefined ? {} : { advice }) };
}

function foreignRule(
  fault: AwsFault,
  isMeant: (answer: ForeignAnswer) => boolean,
  advice: string,
): Rule {
  const matches = ({ error }: Failure) => error instanceof ForeignAnswer && isMeant(error);
  return { fault, matches, advice };
}

const ANY = /^/;
const RUN_AGAIN = 'run the command again: it continues from the state it finds';
const THEN_AGAIN = 'then run the command again';

/** What keeps every call from being sent: the installation and the settings of this machine. */
const SETTINGS: readonly Rule[] = [
  rule(
    'unreachable',
    ANY,
    /neither CRT nor JS SigV4a/i,
    'npm has installed @smithy/signature-v4 twice, so the SDK does not find what @aws-sdk/signature-v4a adds to it; run: npm dedupe',
  ),
  rule(
    'unreachable',
    /^ERR_INVALID_URL$/,
    ANY,
    'correct AWS_ENDPOINT_URL: it needs http:// or https:// and a host name, such as http://localhost:5000; the SDK puts the account id in front of the host for the KeyValueStore, which makes no valid host of an IP address',
  ),
];

const CREDENTIALS: readonly Rule[] = [
  rule(
    'credentials',
    ANY,
    /aws sso login|\bSSO (?:session|token)|session token not found or invalid/i,
    `the SSO session has ended or never began: run aws sso login with the same profile, ${THEN_AGAIN}`,
  ),
  rule(
    'credentials',
    /ProviderError$/,
    /aws login|[\\/]login[\\/]cache|login session/i,
    `the session of aws login has ended or never began: run aws login with the same profile, ${THEN_AGAIN}`,
  ),
  rule(
    'credentials',
    /ProviderError$/,
    /multi-factor authentication/i,
    'the profile needs a code of a second factor, which the command cannot ask for: give the credentials of a session, from an SSO profile or aws sts get-session-token',
  ),
  rule(
    'credentials',
    /^(?:RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/,
    ANY,
    `this machine's clock is too far from AWS's: set it, for example with NTP, ${THEN_AGAIN}`,
  ),
  rule(
    'credentials',
    ANY,
    /signature (?:has )?expired|signature not yet current|is now (?:earlier|later) than/i,
    `this machine's clock is too far from AWS's: set it, for example with NTP, ${THEN_AGAIN}`,
  ),
  rule(
    'credentials',
    ANY,
    /scoped to (?:a valid|correct) region|the region '[^']*' is wrong/i,
    'the call was signed for another region than it was sent to: correct --region, AWS_REGION, or the region in AWS_ENDPOINT_URL',
  ),
  rule(
    'credentials',
    /^(?:ExpiredToken(?:Exception)?|TokenRefreshRequired)$/,
    ANY,
    `the credentials have expired: get new ones, for example with aws sso login, ${THEN_AGAIN}`,
  ),
  rule(
    'credentials',
    /ProviderError$/,
    /expired/i,
    `the credentials have expired: get new ones, for example with aws sso login, ${THEN_AGAIN}`,
  ),
  rule(
    'credentials',
    /^(?:InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|InvalidToken)$/,
    ANY,
    'AWS does not know these credentials here: they were deleted, the account has not enabled the region, or the session token is of the global endpoint of STS (set AWS_STS_REGIONAL_ENDPOINTS=regional); give others with --profile or AWS_PROFILE',
  ),
  rule(
    'credentials',
    /^(?:InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature(?:Exception)?)$/,
    ANY,
    'give working credentials: AWS_SECRET_ACCESS_KEY must belong to AWS_ACCESS_KEY_ID, complete and without blanks',
  ),
  rule(
    'credentials',
    /^(?:CredentialsProviderError|TokenProviderError|MissingAuthenticationToken(?:Exception)?)$/,
    ANY,
    'give working credentials: --profile, AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY',
  ),
];

const WAY_TO_AWS: readonly Rule[] = [
  foreignRule(
    'unreachable',
    ({ status }) => status === 407,
    `a proxy asks for a login, and the AWS SDK for JavaScript does not use HTTPS_PROXY: let this machine reach AWS without that login, ${THEN_AGAIN}`,
  ),
  foreignRule(
    'unavailable',
    ({ status }) => status >= 500 && status !== 511,
    `AWS, a proxy or a firewall has an outage: wait a minute, then ${RUN_AGAIN}`,
  ),
  foreignRule(
    'unreachable',
    ({ hostname }) => /\.(?:amazonaws\.com|api\.aws)$/.test(hostname),
    `something between this machine and AWS answered, such as a proxy, a firewall or the login page of a network: log in to that network or leave it, ${THEN_AGAIN}`,
  ),
  foreignRule(
    'unreachable',
    ({ hostname }) => /^\d{12}\./.test(hostname),
    'AWS_ENDPOINT_URL leads to an emulator that has no data plane of the KeyValueStore: the SDK puts the account id in front of the host, and moto, which picks the service by the host, takes that for a bucket of S3; use another emulator, or unset it to reach AWS',
  ),
  foreignRule(
    'unreachable',
    () => true,
    'AWS_ENDPOINT_URL, or endpoint_url of the profile, sends the call there: unset it to reach AWS, or use an emulator that serves this call',
  ),
  rule(
    'unreachable',
    /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    ANY,
    `the certificate is out of date, or this machine's clock is wrong: set the clock, for example with NTP, ${THEN_AGAIN}`,
  ),
  rule(
    'unreachable',
    /CERT|^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
    ANY,
    'somebody else answers in the place of AWS, most likely a proxy that inspects TLS: set NODE_EXTRA_CA_CERTS to the file with the certificate of its authority (PEM), and never turn the check off',
  ),
  rule(
    'unreachable',
    /^EPROTO$|^ERR_SSL_|^HPE_/,
    ANY,
    'what answers there speaks no TLS, or no HTTP: correct AWS_ENDPOINT_URL (https:// or http://), or leave the proxy in between',
  ),
  rule(
    'unreachable',
    /^(?:ENOTFOUND|EAI_AGAIN|EAI_FAIL|EAI_NODATA)$/,
    ANY,
    'this machine does not find that host name: check the network, its DNS, and the region (--region, AWS_REGION)',
  ),
  rule(
    'unreachable',
    /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    ANY,
    `nothing answers there: check the network and AWS_ENDPOINT_URL, then ${RUN_AGAIN}`,
  ),
];

/** TestFunction ran the function, and it failed. The HTTP status is 500, as of an outage. */
const FUNCTION_FAILED_CODE = /^TestFunctionFailed$/;

const SERVICE: readonly Rule[] = [
  // The KeyValueStore answers 400 ValidationException for a stale ETag; only its message tells.
  ...[
    rule(
      'conflict',
      /^(?:PreconditionFailed|InvalidIfMatchVersion|ConflictException|\w+AlreadyExists|ResourceExistsException|\w+InUse|CannotDeleteEntityWhileInUse|ResourceInUse)$/,
      ANY,
    ),
    {
      fault: 'conflict',
      matches: ({ status, message }: Failure) => status === 400 && /pre-?condition/i.test(message),
    } as const,
  ].map((each) => ({
    ...each,
    advice:
      'somebody else changed it meanwhile; run the command again: it continues from the state it finds',
  })),
  rule('missing', /^(?:NoSuch\w+|EntityNotFound|ResourceNotFoundException)$/, ANY),
  {
    fault: 'denied',
    matches: ({ reason, status }) =>
      /^AccessDenied/.test(reason) || status === 401 || status === 403,
    advice: 'docs/aws.md lists the permissions that each command needs',
  },
  rule('function-failed', FUNCTION_FAILED_CODE, ANY),
  rule(
    'unavailable',
    /^(?:Throttl\w+|TooManyRequests\w*|RequestLimitExceeded|SlowDown)$/,
    ANY,
    `AWS limits how often this may be called: wait a minute, then ${RUN_AGAIN}`,
  ),
  {
    fault: 'unavailable',
    matches: ({ reason, status = 0 }) =>
      status >= 500 ||
      /^(?:TimeoutError|RequestTimeout\w*|ServiceUnavailable\w*|Internal\w+|E[A-Z]{4,}|AbortError|NetworkingError)$/.test(
        reason,
      ),
    advice: RUN_AGAIN,
  },
];

const RULES: readonly Rule[] = [...SETTINGS, ...CREDENTIALS, ...WAY_TO_AWS, ...SERVICE];
