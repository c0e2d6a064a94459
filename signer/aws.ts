export type { ClientOptions, SecretsManagerLike } from './aws/client.js';
export { type EnvOptions, loadEnv } from './aws/env.js';
export type { AwsError, AwsErrorCode } from './aws/errors.js';
export {
  type KeyRingOptions,
  type KeyRingSource,
  secretsManagerKeyRing,
} from './aws/key-ring.js';
export type { LocationOptions } from './aws/location.js';
export type { SecretOptions } from './aws/secret.js';
