/** A request of the protocol (../README.md). */
export type Request =
  | { verb: 'sign'; secret: string; userId: string; maxAge: number; now: number }
  | { verb: 'check'; secret: string; token: string; now: number; clockTolerance: number }
  | ReadRequest
  | { verb: 'login'; token: string; maxAge: number }
  | { verb: 'logout' };

export interface ReadRequest {
  verb: 'read';
  secret: string;
  /** Its octets as Latin-1 characters, as Node.js passes it on. */
  header: string;
  /**
   * The cookies of the header as CloudFront passes them on; null if it is unknown how CloudFront
   * splits the header.
   */
  cookies: readonly Cookie[] | null;
  cookieName: string;
  now: number;
  clockTolerance: number;
}

export type Cookie = readonly [name: string, value: string];

/** The line of the protocol for a request. */
export function formatRequest(request: Request): string {
  switch (request.verb) {
    case 'sign':
      return joinFields(
        'sign',
        toHex(request.secret),
        toHex(request.userId),
        request.maxAge,
        request.now,
      );
    case 'check': {
      const { secret, token, now, clockTolerance } = request;
      return joinFields('check', toHex(secret), toHex(token), now, clockTolerance);
    }
    case 'read': {
      const { secret, header, cookieName, now, clockTolerance } = request;
      const octets = Buffer.from(header, 'latin1').toString('hex');
      return joinFields('read', toHex(secret), octets, toHex(cookieName), now, clockTolerance);
    }
    case 'login':
      return joinFields('login', toHex(request.token), request.maxAge);
    case 'logout':
      return 'logout';
  }
}

/** Joins the fields of a request or an answer to a line. */
export function joinFields(...fields: readonly (string | number)[]): string {
  return fields.join('\t');
}

/** The octets that a browser sends for a text, as Latin-1 characters. */
export function toOctets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A text of the protocol: the hex of its UTF-8 bytes. */
export function toHex(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}
