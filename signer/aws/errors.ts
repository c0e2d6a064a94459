/**
 * The `code` of an error that is no caller's mistake but the state of things outside. No message holds a value or what AWS sent:
 * the SDK quotes a response that it cannot read, and the response holds the secret.
 *
 * | code | what was wrong |
 * |---|---|
 * | `ERR_SPA_AUTH_AWS_SDK` | `@aws-sdk/client-secrets-manager` is not installed |
 * | `ERR_SPA_AUTH_AWS_READ` | the secret could not be read |
 * | `ERR_SPA_AUTH_AWS_VALUE` | what it holds cannot be used |
 */
export type AwsErrorCode =
  | 'ERR_SPA_AUTH_AWS_SDK'
  | 'ERR_SPA_AUTH_AWS_READ'
  | 'ERR_SPA_AUTH_AWS_VALUE';

/** What is thrown where AWS, or what it keeps, is at fault. */
export type AwsError = Error & { readonly code: AwsErrorCode };

export function awsError(code: AwsErrorCode, message: string): AwsError {
  return Object.assign(new Error(message), { code });
}

// Names such as ThrottlingException, codes such as ECONNREFUSED. Other text is nobody's name and may be anything.
const NAME = /^[A-Za-z_]{1,64}$/;

/** An error's code or name and its HTTP status, never its message. */
export function faultOf(error: unknown): { name: string; status: string } {
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
  return typeof value === 'string' && NAME.test(value);
}
