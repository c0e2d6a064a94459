// CloudFront fails the request with 502 when a function adds the first kind or changes the second
// (developer guide, "Restrictions on edge functions").
const FORBIDDEN =
  /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-.*|x-amzn-.*|x-cache.*|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
const READ_ONLY = /^(?:content-length|host|transfer-encoding|via)$/;
const CLOUDFRONT = /^cloudfront-/;
// A user id in one of these would be read as what the header means already.
const MEANINGFUL =
  /^(?:cookie|set-cookie|authorization|origin|referer|user-agent|date|te|range|forwarded|x-forwarded-.*|x-requested-with|x-http-method.*|cache-control|pragma|(?:accept|access-control|content|if|sec)(?:-.*)?)$/;

/** Names what is wrong with an identity header's name, or nothing where it may stand. */
export function identityHeaderProblem(name: string): string | undefined {
  if (!/^[a-z][a-z\d._-]*$/i.test(name)) return 'it is not a header name';
  // Servers exchange these characters (SPEC section 5.3), so `x_real_ip` is `x-real-ip` to some.
  const canonical = name.toLowerCase().replace(/[._]/g, '-');
  if (FORBIDDEN.test(canonical)) return 'CloudFront forbids functions to add it';
  if (READ_ONLY.test(canonical)) return 'CloudFront forbids functions to change it';
  if (CLOUDFRONT.test(canonical)) return 'CloudFront sets it itself';
  if (MEANINGFUL.test(canonical)) return 'it has a meaning of its own';
  return undefined;
}
