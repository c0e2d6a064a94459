import { describeKind, typeError } from '../errors.js';
import { awsError } from './errors.js';

const SDK = '@aws-sdk/client-secrets-manager';

/** The part of the SDK's `SecretsManager` that is used. Any compatible object may replace it. */
export interface SecretsManagerLike {
  getSecretValue(
    input: { SecretId: string; VersionStage: string },
    options: { abortSignal: AbortSignal },
  ): Promise<{ SecretString?: string | undefined }>;
}

/** The client that reads the secret. */
export interface ClientOptions {
  /** A `SecretsManager` of `@aws-sdk/client-secrets-manager`. Default: a new one. */
  client?: SecretsManagerLike | undefined;
  /** The AWS region of a new client. Default: the SDK's choice (`AWS_REGION`, the profile). */
  region?: string | undefined;
}

/** Gives the given client, or one that is created when it is first asked for. */
export function createClientGetter({
  client,
  region,
}: ClientOptions): () => Promise<SecretsManagerLike> {
  if (client === undefined) {
    let created: Promise<SecretsManagerLike> | undefined;
    return () => (created ??= createSdkClient(region));
  }
  if (typeof (client as Partial<SecretsManagerLike> | null)?.getSecretValue !== 'function') {
    throw typeError(
      'ERR_SPA_AUTH_OPTIONS',
      `The client, ${describeKind(client)}, has no method getSecretValue. ` +
        `Give a SecretsManager of ${SDK}, not a SecretsManagerClient.`,
    );
  }
  return async () => client;
}

// The only place that loads the SDK, an optional peer dependency, and only if no client is given.
async function createSdkClient(region: string | undefined): Promise<SecretsManagerLike> {
  try {
    const { SecretsManager } = await import('@aws-sdk/client-secrets-manager');
    return new SecretsManager(region === undefined ? {} : { region });
  } catch (error) {
    throw isSdkMissing(error)
      ? awsError(
          'ERR_SPA_AUTH_AWS_SDK',
          `The AWS SDK is not installed. Install it with: npm install ${SDK}`,
        )
      : error;
  }
}

// With its quotes the name only matches the package itself. A missing dependency of the package is
// a broken installation and another error.
function isSdkMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${SDK}'`)
  );
}
