/** What an implementation is asked, one line of the protocol each. */
export type Request =
  | { verb: 'sign'; secret: string; userId: string; maxAge: number; now: number }
  | { verb: 'check'; secret: string; token: string; now: number; clockTolerance: number }
  | ReadRequest
  | { verb: 'login'; token: string; maxAge: number }
  | { verb: 'logout' };

export interface ReadRequest {
  verb: 'read';
  secret: string;
  header: string;
  /** The same cookies one by one, as CloudFront hands them on; null where only CloudFront could take the header apart. */
  cookies: readonly Cookie[] | null;
  cookieName: string;
  now: number;
  clockTolerance: number;
}

export type Cookie = readonly [name: string, value: string];

/** The request as a driver reads it. */
export function lineOf(request: Request): string {
  switch (request.verb) {
    case 'sign':
      return line('sign', hex(request.secret), hex(request.userId), request.maxAge, request.now);
    case 'check': {
      const { secret, token, now, clockTolerance } = request;
      return line('check', hex(secret), hex(token), now, clockTolerance);
    }
    case 'read': {
      const { secret, header, cookieName, now, clockTolerance } = request;
      return line('read', hex(secret), hex(header), hex(cookieName), now, clockTolerance);
    }
    case 'login':
      return line('login', hex(request.token), request.maxAge);
    case 'logout':
      return 'logout';
  }
}

/** Fields of a request or of an answer as a line. */
export function line(...fields: readonly (string | number)[]): string {
  return fields.join('\t');
}

export function hex(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}
