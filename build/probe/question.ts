/**
 * What the answer to a question is held against.
 *
 * - `gated`: only a refusal is right, unless the path is public.
 * - `backend`: an answer of its own is right, as long as it holds nothing of the site's files.
 * - `login`: a page for everybody, which must not come from a cache with a cookie.
 * - `http`: a redirect to https, or nothing.
 */
export type QuestionKind = 'gated' | 'backend' | 'login' | 'http';

/** Where a question is asked. */
export type Side = 'site' | 'http' | 'origin';

/** One request that a stranger makes. */
export interface Question {
  readonly kind: QuestionKind;
  readonly side: Side;
  readonly method: string;
  /** The path with its query, exactly as it is sent. */
  readonly target: string;
  /** The path of the site that is meant. Default: that of the target. */
  readonly path?: string;
  /** Beside those of every request. A cookie in them is worthless, but for one of other names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether an error page is what a server usually answers. */
  readonly isError?: boolean;
  /** What is special about it, for the report: `with an expired cookie`. Default: nothing. */
  readonly how?: string;
}

/** What an answer was found to be. */
export type Verdict = 'open' | 'odd' | 'public' | 'closed';

/** One line of the report. */
export interface Result {
  readonly method: string;
  readonly url: string;
  /** The status of the answer; 0 if there was none. */
  readonly status: number;
  readonly verdict: Verdict;
  readonly why: string;
}

/** The path of a target, without its query. */
export function pathFrom(target: string): string {
  return target.split('?', 1)[0]!;
}
