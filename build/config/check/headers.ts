import { isHiddenHeader, readOnlyHeaders } from '../../platform/headers.js';

// Set by CloudFront itself, or by other services of its family on the way.
const CLOUDFRONT = /^(?:cloudfront|x-amz|x-cache)-/;
// A user id in one of these would be read as what the header means already.
const MEANINGFUL =
  /^(?:cookie|set-cookie|authorization|origin|referer|user-agent|date|te|range|forwarded|x-forwarded-.*|x-requested-with|x-http-method.*|cache-control|pragma|(?:accept|access-control|content|if|sec)(?:-.*)?)$/;

/** Names what is wrong with an identity header's name, or nothing where it may stand. */
export function identityHeaderProblem(name: string): string | undefined {
  if (!/^[a-z][a-z\d._-]*$/i.test(name)) return 'it is not a header name';
  // Servers exchange these characters (SPEC section 5.3), so `x_real_ip` is `x-real-ip` to some.
  const canonical = name.toLowerCase().replace(/[._]/g, '-');
  if (isHiddenHeader(canonical)) return 'CloudFront forbids functions to add it';
  if (readOnlyHeaders.includes(canonical)) return 'CloudFront forbids functions to change it';
  if (CLOUDFRONT.test(canonical)) return 'it is reserved for CloudFront';
  if (MEANINGFUL.test(canonical)) return 'it has a meaning of its own';
  return undefined;
}
