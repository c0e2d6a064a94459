import { type ParsedTokens, parseToken as parse } from '../token.js';
import { getValue as readValue } from '../values.js';

/** What became of one text that a cookie value may stand for (SPEC 4). */
export interface TracedCandidate {
  /** The entry of the cookie, from 0 on. */
  entry: number;
  reading: 'as_sent' | 'unquoted' | 'decoded';
  result: 'parsed' | 'expired' | 'malformed';
  /** Only for a well-formed candidate. Nothing has proven the two yet. */
  userId?: string;
  expiry?: number;
}

/** What the function has done so far. */
export var record = {
  /** The entries of the cookie that were read. */
  entries: [] as number[],
  candidates: [] as TracedCandidate[],
  /** The well-formed tokens that have not expired, each at the place of its candidate. */
  tokens: [] as ParsedTokens[],
  /** The names of the headers and cookies that were looked up. */
  names: [] as string[],
};

/** The value of the entry that was read last. */
var value = '';

/** Replaces the entries of a cookie by ones that record when they are read. */
export function watchEntries(cookie: Item): Item {
  var entries = (cookie.multiValue || [cookie]).map(function (item, index) {
    return Object.defineProperty({}, 'value', {
      enumerable: true,
      get: function () {
        if (record.entries.indexOf(index) < 0) {
          record.entries.push(index);
        }
        value = item.value;
        return value;
      },
    }) as Item;
  });
  return cookie.multiValue ? { value: cookie.value, multiValue: entries } : entries[0];
}

/** Stands in for `parseToken` of `token.ts`: does the same, and records it. */
export function parseToken(token: string, now: number, tokens: ParsedTokens): void {
  var parsed: ParsedTokens = [];
  parse(token, now, parsed);
  var wellFormed: ParsedTokens = [];
  parse(token, -Infinity, wellFormed);
  var entry = record.entries[record.entries.length - 1];
  var before = record.candidates[record.candidates.length - 1];
  var candidate: TracedCandidate = {
    entry: entry,
    reading:
      before && before.entry === entry ? 'decoded' : token === value ? 'as_sent' : 'unquoted',
    result: parsed[0] ? 'parsed' : parsed.isExpired ? 'expired' : 'malformed',
  };
  if (wellFormed[0]) {
    candidate.userId = wellFormed[0][2];
    candidate.expiry = wellFormed[0][3];
  }
  record.candidates.push(candidate);
  record.tokens.push(parsed);
  parse(token, now, tokens);
}

/** Stands in for `getValue` of `values.ts`: does the same, and records it. */
export function getValue(items: Items | undefined, name: string): string {
  record.names.push(name);
  return readValue(items, name);
}
