/**
 * Removes every spelling of the identity header that the viewer sent (SPEC 5.3): some servers read
 * "X_Auth.User" and "x!auth~user" as "x-auth-user".
 */
export function removeIdentityHeader(request: ViewerRequest): void {
  for (var name in request.headers) {
    // The length is compared first: a global replace costs memory, and a request may have
    // thousands of headers.
    if (
      name.length === IDENTITY_SPELLING.length &&
      name.toLowerCase().replace(/[^a-z0-9]/g, '-') === IDENTITY_SPELLING
    ) {
      delete request.headers[name];
    }
  }
}

/** Gives the origin the verified user id in the identity header (SPEC 5.3). */
export function setIdentityHeader(request: ViewerRequest, userId: string): void {
  request.headers[IDENTITY_HEADER] = {
    // Encodes everything, then decodes the characters that RFC 6265 allows in a cookie value. In
    // this order the pattern only meets ASCII: njs before 0.8 fails on a long match in other text.
    value: encodeURIComponent(userId).replace(
      /%(2[346BF]|3[AC-F]|40|5[BDE]|60|7[B-D])/g,
      decodeURIComponent,
    ),
  };
}
