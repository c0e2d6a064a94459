/** How a request is decided, step by step. `explain --json` prints it, as docs/explain.md says. */
export interface Explanation {
  /** The version of this form. Members and codes may be added within a version. */
  readonly format: 1;
  readonly request: RequestSummary;
  readonly verdict: Verdict;
  /** The reason code of a refusal; empty if there is none. */
  readonly reason: string;
  /** What decided, in a few words. */
  readonly rule: string;
  /** The steps in the order of the function. A step that was not reached is left out. */
  readonly steps: readonly Step[];
  /** Null if the verdict is not known. */
  readonly answer: Answer | null;
  /** What other requests would get; only those whose answer differs. */
  readonly changes: readonly Change[];
  /** What to do about a refusal; empty if there is none. */
  readonly advice: string;
  /** How the steps differ from what the function answered: a defect of this package; or null. */
  readonly disagreement: string | null;
}

/**
 * `answer`: a hook answers with a status below 300. `unknown`: the secret is needed and not given.
 * `fault`: CloudFront would fail the request.
 */
export type Verdict = 'pass' | 'redirect' | 'refuse' | 'answer' | 'fault' | 'unknown';

/** The request as the function saw it, without the values of its headers and cookies. */
export interface RequestSummary {
  readonly method: string;
  readonly path: string;
  /** Without the "?"; null if there is none. */
  readonly query: string | null;
  readonly host: string;
  /** The names of the headers, in lower case. */
  readonly headers: readonly string[];
  /** The names of the cookies, and how often each was sent. */
  readonly cookies: readonly { readonly name: string; readonly count: number }[];
}

/** One step. The codes are documented; the texts may change. */
export interface Step {
  readonly step:
    | 'before'
    | 'identity'
    | 'public'
    | 'preflight'
    | 'cookie'
    | 'kind'
    | 'loop'
    | 'route'
    | 'after';
  readonly result: string;
  readonly text: string;
  /** More lines of text. */
  readonly details: readonly string[];
  /** Only for the step `cookie`. */
  readonly candidates?: readonly Candidate[];
}

/** One text that a cookie may stand for, and how far it came (SPEC 3 and 4). */
export interface Candidate {
  /** The cookie of the name, from 1 on. */
  readonly cookie: number;
  /** Null if the cookie was not read. */
  readonly reading: 'as_sent' | 'unquoted' | 'decoded' | null;
  readonly result:
    | 'valid'
    | 'revoked'
    | 'unreadable'
    | 'bad_signature'
    | 'expired'
    | 'malformed'
    | 'over_limit'
    | 'not_read'
    | 'not_verified'
    | 'unknown';
  /** In Unix seconds, of a well-formed token. Proven only if the result is `valid` or `revoked`. */
  readonly expiry?: number;
  /** The secret of the ring under which the signature is right, from 1 on. */
  readonly secret?: number;
  /** Only for a valid token. */
  readonly userId?: string;
  readonly revokedBy?: 'everybody' | 'user';
}

/** What CloudFront does after the function. */
export type Answer =
  | {
      readonly kind: 'request';
      /** The path and query that the origin is asked for. */
      readonly target: string;
      /** The names of the headers that the function set or removed. */
      readonly headersChanged: readonly string[];
    }
  | {
      readonly kind: 'response';
      readonly status: number;
      /** Empty if the response has none. */
      readonly location: string;
      /** The headers, without those that are empty. */
      readonly headers: Readonly<Record<string, string>>;
      /** The names of the cookies that are set or removed. */
      readonly cookies: readonly string[];
      /** The length of the body in bytes. */
      readonly bodyBytes: number;
    }
  | { readonly kind: 'fault'; readonly status: number; readonly problem: string };

/** What becomes of a request that differs in one respect. */
export interface Change {
  /** Such as `cookie: valid` or `kind: fetch`. */
  readonly change: string;
  readonly verdict: Exclude<Verdict, 'unknown'>;
  readonly reason: string;
  /** 0 if the request goes on. */
  readonly status: number;
  /** One line. */
  readonly text: string;
}
