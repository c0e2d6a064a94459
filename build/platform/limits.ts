/** CloudFront's limit for a function, in bytes of source. */
export const FUNCTION_SIZE_LIMIT = 10_240;

/** CloudFront's limit for a path with its query, in characters. */
export const TARGET_LIMIT = 8192;
