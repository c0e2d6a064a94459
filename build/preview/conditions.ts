import type { IncomingHttpHeaders } from 'node:http';

/** What a file is now. */
export interface Validators {
  /** A strong entity tag, with its quotes. */
  readonly etag: string;
  /** The time of the last change, in whole Unix seconds. */
  readonly modified: number;
}

/** A part of a file: its first and its last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Evaluates the conditions of a GET or HEAD in the order of RFC 9110 section 13.2.2. Undefined: the
 * file is sent.
 */
export function evaluateConditions(
  headers: IncomingHttpHeaders,
  { etag, modified }: Validators,
): 304 | 412 | undefined {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  const unmodifiedSince = parseDate(headers['if-unmodified-since']);
  const modifiedSince = parseDate(headers['if-modified-since']);
  const isUnmet =
    ifMatch === undefined ? modified > unmodifiedSince : !listsTag(ifMatch, etag, false);
  if (isUnmet) {
    return 412;
  }
  // A comparison with NaN, for a date that is missing or unreadable, is false.
  const isUnchanged =
    ifNoneMatch === undefined ? modified <= modifiedSince : listsTag(ifNoneMatch, etag, true);
  return isUnchanged ? 304 : undefined;
}

/**
 * Reads `Range`. Undefined: the whole file is sent, as S3 does for several ranges and for one that
 * it cannot read. Null: the file has no such part.
 */
export function findRange(
  { range = '', ...headers }: IncomingHttpHeaders,
  size: number,
  { etag, modified }: Validators,
): ByteRange | null | undefined {
  const ifRange = headers['if-range']?.toString();
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range) ?? [];
  if (ifRange !== undefined && ifRange !== etag && parseDate(ifRange) !== modified) {
    return undefined;
  }
  if (first === '') {
    const length = Math.min(Number(last), size);
    return last === '' ? undefined : length > 0 ? { start: size - length, end: size - 1 } : null;
  }
  if (last !== '' && Number(last) < Number(first)) {
    return undefined;
  }
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return Number(first) < size ? { start: Number(first), end } : null;
}

function listsTag(list: string, etag: string, isWeak: boolean): boolean {
  const tags: readonly string[] = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return list.trim() === '*' || tags.includes(etag) || (isWeak && tags.includes(`W/${etag}`));
}

function parseDate(text: string | undefined): number {
  return text === undefined ? Number.NaN : Date.parse(text) / 1000;
}
