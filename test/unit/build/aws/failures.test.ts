import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../build/aws/clients.js';
import { toAwsError } from '../../../../build/aws/errors.js';
import { answer, expectAdvice, failure, folder } from './failing-calls.js';

describe('an answer of AWS', () => {
  it.each([
    [
      'ExpiredTokenException',
      400,
      'The security token included in the request is expired',
      5,
      'have expired',
    ],
    ['RequestTimeTooSkewed', 403, 'The difference is too large', 5, 'NTP'],
    [
      'InvalidSignatureException',
      400,
      'Signature expired: 20261129T010000Z is now earlier than 20261129T020000Z',
      5,
      'NTP',
    ],
    [
      'InvalidSignatureException',
      400,
      'Signature not yet current: 20261129T020000Z is still later than 20261129T010000Z',
      5,
      'NTP',
    ],
    [
      'InvalidSignatureException',
      400,
      'Credential should be scoped to a valid region. ',
      5,
      '--region',
    ],
    [
      'InvalidSignatureException',
      403,
      'The request signature we calculated does not match',
      5,
      'AWS_SECRET_ACCESS_KEY',
    ],
    [
      'UnrecognizedClientException',
      400,
      'The security token included in the request is invalid.',
      5,
      'AWS_STS_REGIONAL_ENDPOINTS=regional',
    ],
    ['AccessDeniedException', 400, 'User is not authorized to perform this', 5, 'docs/aws.md'],
    ['ThrottlingException', 400, 'Rate exceeded', 1, 'wait a minute'],
    ['TooManyRequestsException', 429, 'Rate exceeded', 1, 'wait a minute'],
    ['InternalServiceError', 500, 'An error occurred', 1, 'run the command again'],
    ['ConflictException', 409, 'changed', 4, 'somebody else changed it'],
  ])('with %s (%d, %s) exits with %d', async (code, status, text, exitCode, advice) => {
    const type = { 'content-type': 'application/x-amz-json-1.1' };
    await answer(status, type, JSON.stringify({ __type: code, message: text }));
    const found = await failure('SecretsManager GetSecretValue');
    expectAdvice(found.message, new RegExp(`^SecretsManager GetSecretValue: ${code}: `), advice);
    expect(found.exitCode).toBe(exitCode);
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error></ErrorResponse>`;
    await answer(status, { 'content-type': 'text/xml' }, xml);
    const other = await failure('CloudFront DescribeFunction');
    expectAdvice(other.message, new RegExp(`^CloudFront DescribeFunction: ${code}: `), advice);
    expect(other.exitCode).toBe(exitCode);
  });
});

describe('credentials that the SDK does not find', () => {
  const SESSION = 'sso_account_id = 111122223333\nsso_role_name = deployer\n';
  it.each([
    ['nobody has given any', 'default', '', 'AWS_PROFILE'],
    ['the profile does not exist', 'shop', '', '--profile'],
    [
      'half of them are there',
      'shop',
      '[profile shop]\naws_access_key_id = AKIDEXAMPLE\n',
      '--profile',
    ],
    [
      'the session of SSO never began',
      'shop',
      `[profile shop]\nsso_session = s\n${SESSION}[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://shop.example/start\n`,
      'aws sso login',
    ],
    [
      'the session of an SSO profile in the old form never began',
      'shop',
      `[profile shop]\nsso_start_url = https://shop.example/start\nsso_region = us-east-1\n${SESSION}`,
      'aws sso login',
    ],
    [
      'the session of aws login never began',
      'shop',
      '[profile shop]\nlogin_session = arn:aws:iam::111122223333:user/ada\nregion = us-east-1\n',
      'run aws login',
    ],
    [
      'the role needs a second factor',
      'shop',
      '[profile shop]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = keys\nmfa_serial = arn:aws:iam::111122223333:mfa/ada\n[profile keys]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = an example\n',
      'second factor',
    ],
  ])('because %s', async (_title, profile, config, advice) => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    writeFileSync(join(folder, 'config'), config);
    const { cloudfront } = await createAwsClients({ profile });
    const error = await cloudfront.describeFunction({ Name: 'x' }).catch((found: Error) => found);
    expectAdvice(
      (error as Error).message,
      /^CloudFront DescribeFunction: \w+ProviderError: /,
      advice,
    );
    expect(error).toMatchObject({ exitCode: 5 });
  });

  it('because the session of SSO has ended', async () => {
    // What the provider of the SDK throws for a token of the cache that is too old.
    const message =
      "The SSO session associated with this profile has expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.";
    const error = toAwsError('X Y', { name: 'CredentialsProviderError', message });
    expectAdvice(error.message, /^X Y: CredentialsProviderError: /, 'run aws sso login');
    expect(error.exitCode).toBe(5);
  });
});
