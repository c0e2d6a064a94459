// Limits of CloudFront, and of this package within them. Sources: Amazon CloudFront Developer
// Guide, "Quotas" and "Restrictions on edge functions", and the service models of the AWS SDK.

/**
 * The maximum size of a function, in bytes of source text including comments. AWS does not raise
 * it.
 */
export const FUNCTION_SIZE_LIMIT = 10_240;

/**
 * The build warns from this size on, in bytes: a later release or a longer configuration may not
 * fit.
 */
export const FUNCTION_SIZE_WARNING = 8_192;

/** The memory that a function may use in one run, in bytes. */
export const FUNCTION_MEMORY_LIMIT = 2 * 1024 * 1024;

/** The maximum size of a request with its headers, in bytes. */
export const REQUEST_SIZE_LIMIT = 20_480;

/** The maximum length of a path with its query, in characters. */
export const TARGET_LIMIT = 8_192;

/** The methods that CloudFront takes from viewers. */
export const VIEWER_METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'POST',
  'PATCH',
  'DELETE',
];

/** The maximum length of the name of a function or of a KeyValueStore, in characters. */
export const NAME_LIMIT = 64;

/** The maximum size of a value in a KeyValueStore, in bytes. */
export const STORE_VALUE_LIMIT = 1_024;

/** The maximum size of a key in a KeyValueStore, in bytes. */
export const STORE_KEY_LIMIT = 512;

/** The maximum size of a KeyValueStore, in bytes. */
export const STORE_SIZE_LIMIT = 5 * 1024 * 1024;

/** The maximum number of keys in one UpdateKeys call and in one page of ListKeys. */
export const STORE_KEYS_PER_CALL = 50;

/**
 * The seconds after which every edge location has a value that was written to a KeyValueStore. AWS
 * says "a few seconds"; nobody has measured more than half a minute.
 */
export const STORE_PROPAGATION = 60;

/**
 * `deploy` and `doctor` warn from this compute utilization on, in percent: AWS advises to optimize
 * a function between 51 and 70.
 */
export const COMPUTE_WARNING_PERCENT = 51;

/**
 * From this compute utilization on, in percent, `deploy` does not publish: AWS says that a function
 * between 71 and 100 is likely to be throttled.
 */
export const COMPUTE_LIMIT_PERCENT = 71;

/**
 * How often the request that takes longest is measured; the median counts. A single measurement may
 * be more than twice the others.
 */
export const COMPUTE_MEASUREMENTS = 5;

/** The maximum number of secrets in a key ring (SPEC 2). */
export const SECRETS_LIMIT = 4;
