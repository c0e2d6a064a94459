// Apart from the module of key rings, which exists once: the subpath `aws` needs these alone.

/** The environment variable of the secret, and the default field of a JSON secret in AWS. */
export const SECRET_VARIABLE = 'SPA_TOKEN_SECRET';

/** The most secrets in a key ring (SPEC 2). */
export const MAX_SECRETS = 4;

/** The advice of every error about a secret. */
export const HOW_TO_GENERATE = 'Make one with: npx pocket-spa-auth secret generate';
