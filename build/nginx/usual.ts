/** Up to the query: all segments but the last, the last one to its first ".", and what follows. */
const TARGET = String.raw`(?<spa_auth_path>/(?:[^? /]*+/){0,32}+[^? /.]*+(?<spa_auth_dot>\.?+)[^? /]*+)(?:\?[^ ]*+)?+`;

/** A user id in ASCII, which needs no decoding, and an expiry of the years 2001 to 2286. */
const SIGNED = String.raw`(?<spa_auth_signed>[!-9<-~]{1,255}:(?<spa_auth_expiry>[1-9]\d{9}))`;

/**
 * The regular expression that reads a usual request for `edge/nginx/usual.ts`: a path, and in the
 * first cookie of the name a token as browsers write it. It is for the target and the cookies with
 * a blank between them. A segment or another cookie costs nginx 1,000 instructions, so it reads at
 * most 32 of each, and reads none twice.
 */
export function usualPattern(cookieName: string): string {
  const name = cookieName.replace(/\W/g, String.raw`\$&`);
  // The cookies that stand before it, each as browsers write it.
  const others = String.raw`(?>(?!${name}[ \t]*=)[^; \t][^;]*+; ){0,32}+`;
  return `^${TARGET} ${others}${name}=${SIGNED}:(?<spa_auth_mac>[0-9a-f]{64})(?![^;])`;
}
