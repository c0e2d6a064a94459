/**
 * Whether another site has had the browser send it: such a POST must not log a visitor in or out, such a WebSocket must not be read.
 * Browsers send one of the two headers with both.
 */
export function isForeign(headers) {
  const site = headers['sec-fetch-site'];
  if (site) {
    return site !== 'same-origin' && site !== 'none';
  }
  return (
    headers.origin !== undefined && headers.origin.replace(/^https?:\/\//, '') !== headers.host
  );
}

/** The viewer's address: CloudFront writes it at the end, and what stands before may be made up. */
export function addressOf({ headers, socket }) {
  return headers['x-forwarded-for']?.split(',').at(-1).trim() ?? socket.remoteAddress;
}
