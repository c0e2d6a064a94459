/**
 * Whether another site made the browser send the request. Such a POST must not log a user in or
 * out, and such a WebSocket must not be opened. Browsers send one of the two headers with both
 * kinds of request.
 */
export function isCrossSite(headers) {
  const site = headers['sec-fetch-site'];
  if (site) {
    return site !== 'same-origin' && site !== 'none';
  }
  return (
    headers.origin !== undefined && headers.origin.replace(/^https?:\/\//, '') !== headers.host
  );
}

/**
 * The address of the viewer. CloudFront appends it to the header; the entries before it may be
 * forged.
 */
export function viewerAddress({ headers, socket }) {
  return headers['x-forwarded-for']?.split(',').at(-1).trim() ?? socket.remoteAddress;
}
