/**
 * The `code` of an error that is not a caller's mistake but a failure of AWS or of the stored
 * value. No message contains a value or a response of AWS: the SDK quotes a response that it cannot
 * parse, and the response holds the secret.
 *
 * | code | what was wrong |
 * |---|---|
 * | `ERR_SPA_AUTH_AWS_SDK` | `@aws-sdk/client-secrets-manager` is not installed |
 * | `ERR_SPA_AUTH_AWS_READ` | the secret could not be read |
 * | `ERR_SPA_AUTH_AWS_VALUE` | the content of the secret cannot be used |
 */
export type AwsErrorCode =
  | 'ERR_SPA_AUTH_AWS_SDK'
  | 'ERR_SPA_AUTH_AWS_READ'
  | 'ERR_SPA_AUTH_AWS_VALUE';

/** The error for a failure of AWS or of the value stored there. */
export type AwsError = Error & { readonly code: AwsErrorCode };

export function awsError(code: AwsErrorCode, message: string): AwsError {
  return Object.assign(new Error(message), { code });
}

// Names such as ThrottlingException and codes such as ECONNREFUSED. Other text may contain
// anything, even the secret.
const ERROR_NAME = /^[A-Za-z_]{1,64}$/;

/** An error's code or name and its HTTP status, never its message. */
export function identifyError(error: unknown): { name: string; status: string } {
  const { code, name, $metadata } = Object(error) as {
    code?: unknown;
    name?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode;
  return {
    name: [code, name].find(isName) ?? 'an error without a name',
    status: Number.isInteger(status) ? `, status ${status}` : '',
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && ERROR_NAME.test(value);
}
