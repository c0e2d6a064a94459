/**
 * CloudFront's limits, in one place. Sources: developer guide, "Quotas" and "Restrictions on edge functions",
 * and the service models of the AWS SDK.
 */

/** The greatest size of a function, in bytes of source, comments included. AWS does not raise it. */
export const FUNCTION_SIZE_LIMIT = 10_240;

/** From this size on, in bytes, the build warns: a later release or a longer configuration may not fit. */
export const FUNCTION_SIZE_WARNING = 8_192;

/** The memory that a function may use in one run, in bytes. */
export const FUNCTION_MEMORY_LIMIT = 2 * 1024 * 1024;

/** The greatest size of a request with its headers, in bytes. */
export const REQUEST_SIZE_LIMIT = 20_480;

/** The greatest length of a path with its query, in characters. */
export const TARGET_LIMIT = 8_192;

/** The greatest length of the name of a function or of a KeyValueStore, in characters. */
export const NAME_LIMIT = 64;

/** The greatest size of a value in a KeyValueStore, in bytes. */
export const STORE_VALUE_LIMIT = 1_024;

/** The greatest size of a key in a KeyValueStore, in bytes. */
export const STORE_KEY_LIMIT = 512;

/** The greatest size of a KeyValueStore, in bytes. */
export const STORE_SIZE_LIMIT = 5 * 1024 * 1024;

/** The most keys that one UpdateKeys call writes, and that one ListKeys page holds. */
export const STORE_KEYS_PER_CALL = 50;

/** Above this share of a function's time, in percent, `doctor` warns: AWS advises to optimize from 51 on. */
export const COMPUTE_WARNING = 60;

/**
 * Above this share of a function's time, in percent, `deploy` publishes nothing. AWS says that a function between 71
 * and 100 may be throttled.
 */
export const COMPUTE_LIMIT = 80;

/** The most secrets that a key ring holds (SPEC 2). */
export const SECRETS_LIMIT = 4;
