/** The verified user for the origin, in a header that no viewer can set (SPEC 5.3). */

/** Removes every spelling of the header: to some servers "X_Auth.User" and "x!auth~user" are "x-auth-user". */
export function removeIdentity(request: ViewerRequest): void {
  for (var name in request.headers) {
    // The length first: a global replace costs memory, and a request may have thousands of headers.
    if (
      name.length === IDENTITY_SPELLING.length &&
      name.toLowerCase().replace(/[^a-z0-9]/g, '-') === IDENTITY_SPELLING
    ) {
      delete request.headers[name];
    }
  }
}

export function setIdentity(request: ViewerRequest, userId: string): void {
  request.headers[IDENTITY_HEADER] = {
    // encodeURIComponent, less what RFC 6265 allows as it is. In this order a pattern meets ASCII only: njs before 0.8
    // fails on a long match in other text.
    value: encodeURIComponent(userId).replace(
      /%(2[346BF]|3[AC-F]|40|5[BDE]|60|7[B-D])/g,
      decodeURIComponent,
    ),
  };
}
