import { formatTime } from '../host/format.js';
import type { Candidate, Step } from './explanation.js';
import type { Trace, TracedCandidate } from './trace.js';
import { count, formatDuration, quote } from './words.js';

/** What the step needs to know beside the trace. */
export interface CookieContext {
  readonly cookieName: string;
  readonly clockTolerance: number;
  readonly revocation: boolean;
  /** In Unix seconds. */
  readonly now: number;
  /** Whether the ring is the one that counts, and no stand-in. */
  readonly isRingKnown: boolean;
  /** The values of the entries, for their lengths alone. */
  readonly values: readonly string[];
}

// The function verifies the first four well-formed candidates that have not expired (SPEC 4).
const VERIFIED_LIMIT = 4;

/** Tells which cookies there are, which candidates each has, and what each failed at. */
export function describeCookies(trace: Trace, context: CookieContext): Step {
  const candidates = listCandidates(trace, context);
  const result = summarizeCandidates(candidates, trace);
  const name = quote(context.cookieName);
  const text =
    trace.entries === 0
      ? `no cookie is named ${name}`
      : `${count(trace.entries, 'cookie')} named ${name}: ${RESULTS[result]}`;
  return {
    step: 'cookie',
    result,
    text,
    details: candidates.map((candidate) => describeCandidate(candidate, trace, context)),
    candidates,
  };
}

/** The result of the step in a few words, for a list. */
export function describeCookieRule({ result, candidates = [] }: Step): string {
  const user = candidates.find((candidate) => candidate.result === 'valid')?.userId;
  if (user !== undefined) {
    return `a valid token of ${quote(user)}`;
  }
  return result === 'missing' ? 'no cookie of the name' : RESULTS[result as CookieResult];
}

type CookieResult = keyof typeof RESULTS;

const RESULTS = {
  missing: 'none',
  malformed: 'none holds a token',
  expired: 'the token has expired',
  bad_signature: 'no signature is right',
  revoked: 'the token is revoked',
  valid: 'a valid token',
  not_configured: 'the secret or a cut-off in the store is missing or cannot be used',
  unknown: 'whether the signature is right cannot be told without the secret',
} as const;

/** The result of all candidates: the one furthest down in the table of SPEC 3. */
function summarizeCandidates(candidates: readonly Candidate[], trace: Trace): CookieResult {
  if (trace.entries === 0) {
    return 'missing';
  }
  if (trace.secrets === null && trace.candidates.some(({ result }) => result === 'parsed')) {
    return 'not_configured';
  }
  const results = candidates.map(({ result }) => result);
  const first = results.find((result) => result === 'valid' || result === 'unreadable');
  if (first !== undefined) {
    return first === 'valid' ? first : 'not_configured';
  }
  const order = ['unknown', 'revoked', 'bad_signature', 'expired'] as const;
  return order.find((result) => results.includes(result)) ?? 'malformed';
}

function listCandidates(trace: Trace, { isRingKnown }: CookieContext): Candidate[] {
  const list: Candidate[] = [];
  let parsed = 0;
  for (let entry = 0; entry < trace.entries; entry++) {
    const cookie = entry + 1;
    const ofEntry = trace.candidates
      .map((candidate, index) => ({ candidate, index }))
      .filter(({ candidate }) => candidate.entry === entry);
    if (ofEntry.length === 0) {
      const result = trace.entriesRead.includes(entry) ? 'over_limit' : 'not_read';
      list.push({ cookie, reading: null, result });
    }
    for (const { candidate, index } of ofEntry) {
      parsed += candidate.result === 'parsed' ? 1 : 0;
      const isVerified = parsed <= VERIFIED_LIMIT;
      const outcome =
        candidate.result === 'parsed'
          ? readMac(trace, index, candidate, isVerified, isRingKnown)
          : { result: candidate.result };
      list.push({
        cookie,
        reading: candidate.reading,
        ...(candidate.expiry !== undefined && { expiry: candidate.expiry }),
        ...outcome,
      });
    }
  }
  return list;
}

function readMac(
  trace: Trace,
  index: number,
  { userId }: TracedCandidate,
  isVerified: boolean,
  isRingKnown: boolean,
): Pick<Candidate, 'result' | 'secret' | 'userId' | 'revokedBy'> {
  const mac = trace.macs.find(({ candidate }) => candidate === index);
  if (!isVerified) {
    return { result: 'not_verified' };
  }
  if (!isRingKnown || !mac) {
    return { result: 'unknown' };
  }
  if (mac.secret < 0) {
    return { result: 'bad_signature' };
  }
  const secret = mac.secret + 1;
  if (mac.revokedBy === 'unreadable') {
    return { result: mac.revokedBy, secret };
  }
  if (mac.revokedBy !== undefined) {
    return { result: 'revoked', secret, revokedBy: mac.revokedBy };
  }
  return { result: 'valid', secret, ...(userId !== undefined && { userId }) };
}

const READINGS = { as_sent: 'as sent', unquoted: 'without its quotes', decoded: 'percent-decoded' };

function describeCandidate(candidate: Candidate, trace: Trace, context: CookieContext): string {
  const { cookie, reading } = candidate;
  const place = reading ? `cookie ${cookie}, ${READINGS[reading]}` : `cookie ${cookie}`;
  return `${place}: ${describeResult(candidate, trace, context)}`;
}

function describeResult(candidate: Candidate, trace: Trace, context: CookieContext): string {
  const { result, expiry = 0, secret, userId = '', revokedBy } = candidate;
  const length = count(context.values[candidate.cookie - 1]?.length ?? 0, 'character');
  const secrets = trace.secrets ?? 0;
  const life = describeLife(expiry, context);
  switch (result) {
    case 'malformed':
      return `no token: ${length}; a token is <user id>:<expiry>:<64 hex digits in lower case>`;
    case 'over_limit':
      return `not read: ${length}; it is over a limit of length or of backslashes (SPEC 4)`;
    case 'not_read':
      return 'not read: the first four cookies of the name are, until they hold four tokens';
    case 'expired':
      return `expired ${formatDuration(context.now - expiry)} ago, at ${formatTime(expiry)}${describeTolerance(context)}`;
    case 'not_verified':
      return 'a token that is not verified: only the first four are';
    case 'unknown':
      return `well-formed, ${life}; the signature cannot be told without the secret`;
    case 'bad_signature':
      return secrets === 1
        ? `the signature is wrong under the only secret; the expiry it claims: ${life}`
        : `the signature is wrong under each of the ${secrets} secrets; the expiry it claims: ${life}`;
    case 'unreadable':
      return `signed by secret ${secret} of ${secrets}, but the cut-off of its user cannot be read`;
    case 'revoked':
      return `signed by secret ${secret} of ${secrets}, but revoked by the cut-off for ${revokedBy === 'everybody' ? 'everybody' : 'its user'}: its expiry, ${formatTime(expiry)}, is not after it`;
    case 'valid':
      return `valid: user ${quote(userId)}, signed by secret ${secret} of ${secrets}, ${life}`;
  }
}

function describeLife(expiry: number, { now, clockTolerance }: CookieContext): string {
  const left = expiry - now;
  return left >= 0
    ? `${formatDuration(left)} left, until ${formatTime(expiry)}`
    : `expired ${formatDuration(-left)} ago and accepted for clockTolerance, ${count(clockTolerance, 'second')}`;
}

function describeTolerance({ clockTolerance }: CookieContext): string {
  return clockTolerance === 0
    ? ''
    : `, more than clockTolerance (${count(clockTolerance, 'second')})`;
}
