import type { CookieOptions } from '../../../signer/index.js';

/** A request of the protocol (../README.md). */
export type Request =
  | { verb: 'sign'; secret: string; userId: string; maxAge: number; now: number }
  | CheckRequest
  | ReadRequest
  | { verb: 'login'; token: string; maxAge: number; options?: CookieOptions }
  | { verb: 'logout'; options?: CookieOptions }
  | { verb: 'key'; userId: string }
  | NextRequest;

export interface CheckRequest {
  verb: 'check';
  secret: string;
  token: string;
  now: number;
  clockTolerance: number;
  /** The cut-off of whatever user is asked about. */
  cutOff?: number;
}

export interface NextRequest {
  verb: 'next';
  next: string;
  fallback?: string;
  allowedOrigins: readonly string[];
}

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
  /** The cut-off of whatever user is asked about. */
  cutOff?: number;
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
      const { secret, token, now, clockTolerance, cutOff = LEFT_OUT } = request;
      return joinFields('check', toHex(secret), toHex(token), now, clockTolerance, cutOff);
    }
    case 'read': {
      const { secret, header, cookieName, now, clockTolerance, cutOff = LEFT_OUT } = request;
      const octets = Buffer.from(header, 'latin1').toString('hex');
      const name = toHex(cookieName);
      return joinFields('read', toHex(secret), octets, name, now, clockTolerance, cutOff);
    }
    case 'login':
      return joinFields(
        'login',
        toHex(request.token),
        request.maxAge,
        ...listOptions(request.options),
      );
    case 'logout':
      return joinFields('logout', ...listOptions(request.options));
    case 'key':
      return joinFields('key', toHex(request.userId));
    case 'next': {
      const { next, fallback, allowedOrigins } = request;
      const place = fallback === undefined ? LEFT_OUT : toHex(fallback);
      return joinFields('next', toHex(next), place, toHex(allowedOrigins.join(' ')));
    }
  }
}

// No hex and no number, so it stands for nothing that is given.
const LEFT_OUT = '-';

function listOptions(options: CookieOptions = {}): string[] {
  const { cookieName, domain, path, sameSite, secure, partitioned } = options;
  return [
    ...[cookieName, domain, path].map((text) => (text === undefined ? LEFT_OUT : toHex(text))),
    sameSite ?? LEFT_OUT,
    ...[secure, partitioned].map((flag) => (flag === undefined ? LEFT_OUT : String(flag))),
  ];
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
