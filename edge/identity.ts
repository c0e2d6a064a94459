/**
 * Removes the spellings of the identity header that the viewer sent (SPEC 5.3): some servers read
 * "X_Auth.User" and "x!auth~user" as "x-auth-user". False if there are more than four, or more than
 * 512 names.
 */
export function removeIdentityHeader(request: ViewerRequest): boolean {
  var headers = request.headers || {};
  // On njs 0.8.9 a list of 3,600 names costs 0.9 million instructions, and its text and the search
  // in it 2.5 million more.
  var list = Object.keys(headers);
  if (list.length > 512) {
    return false;
  }
  // One search in all names together: a pattern for each name costs 5,000 instructions.
  var names = '\n' + list.join('\n') + '\n';
  for (var i = 0; ; i++) {
    var at = names.search(IDENTITY_SPELLINGS);
    if (at < 0) {
      return true;
    }
    if (i > 3) {
      return false;
    }
    delete headers[names.substr(at + 1, IDENTITY_HEADER.length)];
    names = names.slice(at + 1);
  }
}

/** Gives the origin the verified user id in the identity header (SPEC 5.3). */
export function setIdentityHeader(request: ViewerRequest, userId: string): void {
  // Encodes everything, then decodes what RFC 6265 allows in a cookie value, one character of the
  // list at a time: a callback for each match costs up to 20,000 instructions on njs 0.8.9.
  var value = encodeURIComponent(userId);
  for (;;) {
    var at = value.search(/%(2[346BF]|3[AC-F]|40|5[BDE]|60|7[B-D])/);
    if (at < 0) {
      break;
    }
    var code = value.substr(at, 3);
    value = value.split(code).join(decodeURIComponent(code));
  }
  request.headers = request.headers || {};
  request.headers[IDENTITY_HEADER] = { value: value };
}
