export type { ClientOptions, SecretsManagerLike } from './aws/client.js';
export { type EnvOptions, loadEnv } from './aws/env.js';
export type { AwsError, AwsErrorCode } from './aws/errors.js';
export type { LocationOptions } from './aws/location.js';
export { type KeyRingOptions, type KeyRingSource, secretsManagerKeyRing } from './aws/rotation.js';
export type { SecretOptions } from './aws/stored-secret.js';
