/**
 * Text, or its UTF-16 code units if it contains a lone surrogate, which JSON cannot represent in
 * every language.
 */
export type Text = string | { utf16: string[] };

/** A genuine MAC that occurs in the case, with its inputs. */
export interface Mac {
  /** The key in lower-case hex; "" is the empty key. */
  key: string;
  /** The signed text; its UTF-8 bytes are the HMAC's input. */
  message: string;
  hex: string;
}

export type Reason =
  | 'missing'
  | 'malformed'
  | 'expired'
  | 'not_configured'
  | 'bad_signature'
  | 'revoked';

interface Case {
  id: number;
  comment: string;
  flags: string[];
}

export interface TokenGenerateCase extends Case {
  userId: Text;
  secret: string | null;
  maxAge: number | null;
  now: number;
  result: 'valid' | 'error';
  reason: 'user_id' | 'secret' | 'max_age' | null;
  token: string | null;
  macs: Mac[];
}

export interface TokenVerifyCase extends Case {
  token: Text;
  secret: string;
  now: number;
  clockTolerance: number;
  result: 'valid' | 'invalid';
  reason: Reason | null;
  userId: string | null;
  expiry: number | null;
  macs: Mac[];
}

export interface SecretCase extends Case {
  secret: string | null;
  now: number;
  result: 'valid' | 'error';
  reason: 'missing' | 'not_hex' | 'odd' | 'short' | 'long' | 'empty' | 'too_many' | null;
  tokens: string[];
  macs: Mac[];
}

export interface CookieOptions {
  maxAge?: number;
  cookieName?: string;
  domain?: string;
  path?: string;
  sameSite?: 'Lax' | 'Strict' | 'None';
  secure?: boolean;
  partitioned?: boolean;
}

export interface CookieWriteCase extends Case {
  action: 'login' | 'logout';
  token: Text | null;
  options: CookieOptions;
  result: 'valid' | 'error';
  reason: 'token' | 'size' | 'name' | 'prefix' | 'attribute' | null;
  cookie: string | null;
  macs: Mac[];
}

export interface Field {
  value: string;
  multiValue?: { value: string }[];
}
export type Fields = Record<string, Field>;

export interface CookieReadCase extends Case {
  header: string;
  cookies: Fields | null;
  cookieName: string;
  secret: string;
  now: number;
  clockTolerance: number;
  result: 'valid' | 'invalid';
  reason: Reason | null;
  userId: string | null;
  expiry: number | null;
  macs: Mac[];
  writer?: { style: 'percent' | 'python'; text: string };
}

export interface EdgeRequest {
  method: string;
  uri: string;
  querystring?: Fields;
  headers?: Fields;
  cookies?: Fields;
}

export interface EdgeEvent {
  version: '1.0';
  context: {
    distributionDomainName: string;
    distributionId: string;
    eventType: 'viewer-request';
    requestId: string;
  };
  viewer: { ip: string };
  request: EdgeRequest;
}

export interface EdgeResponse {
  statusCode: number;
  headers: Record<string, { value: string }>;
  cookies?: Record<string, { value: string; attributes: string }>;
  body?: string;
}

export type EdgeOutput = { request: EdgeRequest } | { response: EdgeResponse };

export interface EdgeCase extends Case {
  config: Record<string, unknown>;
  secret: string | null;
  /** Other entries of the store; null for one that cannot be read. */
  store?: Record<string, string | null>;
  now: number;
  /**
   * The result of rawQueryString(): null if the viewer sent no query; absent if the runtime has no
   * such method.
   */
  rawQuery?: string | null;
  event: EdgeEvent;
  verdict: 'allow' | 'refuse';
  reason: Reason | null;
  output: EdgeOutput;
  headersPresent?: string[];
  bodyIncludes?: string[];
  bodyExcludes?: string[];
  macs: Mac[];
}

export interface SafeNextCase extends Case {
  next: unknown;
  fallback: string | null;
  allowedOrigins: string[];
  result: 'valid' | 'invalid';
  expected: string;
}

export interface RevocationCase extends Case {
  userId: Text;
  key: string | null;
  token: Text;
  secret: string;
  now: number;
  clockTolerance: number;
  cutOff: number | null;
  result: 'valid' | 'invalid';
  reason: Reason | null;
  expiry: number | null;
  macs: Mac[];
}

export interface Cases {
  'token-generate': TokenGenerateCase;
  'token-verify': TokenVerifyCase;
  secret: SecretCase;
  'cookie-write': CookieWriteCase;
  'cookie-read': CookieReadCase;
  edge: EdgeCase;
  'safe-next': SafeNextCase;
  revocation: RevocationCase;
}
export type Kind = keyof Cases;

export interface Note {
  description: string;
  links?: string[];
}

export interface VectorFile<K extends Kind> {
  $schema: string;
  kind: K;
  version: string;
  description: string;
  notes: Record<string, Note>;
  numberOfCases: number;
  cases: Cases[K][];
}
