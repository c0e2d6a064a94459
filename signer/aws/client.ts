import { kindOf, wrongType } from '../errors.js';
import { awsError } from './errors.js';

const SDK = '@aws-sdk/client-secrets-manager';

/** The part of the SDK's `SecretsManager` that is used. Anything that answers in its way can stand for it. */
export interface SecretsManagerLike {
  getSecretValue(
    input: { SecretId: string; VersionStage: string },
    options: { abortSignal: AbortSignal },
  ): Promise<{ SecretString?: string | undefined }>;
}

/** Which client asks. */
export interface ClientOptions {
  /** A `SecretsManager` of `@aws-sdk/client-secrets-manager`; one is made unless given. */
  client?: SecretsManagerLike | undefined;
  /** The AWS region of the client that is made; the SDK's own choice (`AWS_REGION`, the profile) unless given. */
  region?: string | undefined;
}

/** The client that was given, or one made when it is first asked for. */
export function clientOf({ client, region }: ClientOptions): () => Promise<SecretsManagerLike> {
  if (client === undefined) {
    let made: Promise<SecretsManagerLike> | undefined;
    return () => (made ??= sdkClient(region));
  }
  if (typeof (client as Partial<SecretsManagerLike> | null)?.getSecretValue !== 'function') {
    throw wrongType(
      'ERR_SPA_AUTH_OPTIONS',
      `The client, ${kindOf(client)}, has no method getSecretValue. Give a SecretsManager of ${SDK}, not a SecretsManagerClient.`,
    );
  }
  return async () => client;
}

// The one place that loads the SDK, and only where nobody brought a client: it is an optional peer.
async function sdkClient(region: string | undefined): Promise<SecretsManagerLike> {
  try {
    const { SecretsManager } = await import('@aws-sdk/client-secrets-manager');
    return new SecretsManager(region === undefined ? {} : { region });
  } catch (error) {
    throw isMissing(error)
      ? awsError(
          'ERR_SPA_AUTH_AWS_SDK',
          `The AWS SDK is not installed. Install it with: npm install ${SDK}`,
        )
      : error;
  }
}

// The quotes tell the package from one of its own dependencies, whose absence is a broken installation.
function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${SDK}'`)
  );
}
