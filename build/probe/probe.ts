import { CliError, EXIT } from '../host/errors.js';
import type { Answer } from './answer.js';
import { createAsker, LIMITS, type Limits } from './ask.js';
import { type Answered, type CourseOptions, runCourse } from './course.js';
import { firstQuestions } from './plan.js';
import type { Result, Verdict } from './question.js';
import { createVisitor, mayTakeToken, type Sides, type Visitor } from './visitor.js';

export interface ProbeOptions extends CourseOptions {
  /** The origin behind the site, to be asked directly. Default: it is not asked. */
  readonly origin?: URL | undefined;
  readonly limits?: Limits;
  /** Called before each request with the number of those before it. */
  readonly onRequest?: (count: number) => void;
}

export interface ProbeReport {
  readonly results: readonly Result[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** What a reader must know to trust the results. */
  readonly notes: readonly string[];
  readonly requests: number;
}

/**
 * Asks a site as a stranger, and tells what is open. It contacts the host of `url` and that of
 * `origin` alone, one request at a time.
 *
 * @throws CliError if the host cannot be reached at all.
 */
export async function probe(options: ProbeOptions): Promise<ProbeReport> {
  const { url, origin, limits = LIMITS, credentials, onRequest = () => undefined } = options;
  const sides: Sides = { site: url, http: toHttp(url), origin };
  const bases = [sides.site, sides.http, ...(origin ? [origin] : [])];
  const asker = createAsker(bases, limits);
  const isSendable = credentials !== undefined && mayTakeToken(url);
  const silent = createVisitor(sides, asker, isSendable ? credentials : undefined);
  const notes: string[] = [];
  if (credentials !== undefined && !isSendable) {
    notes.push('the token is not sent over http, where others can read it');
  }
  const visitor: Visitor = {
    ...silent,
    asStranger(question) {
      onRequest(asker.count);
      return silent.asStranger(question);
    },
  };
  try {
    const first = await askFirst(visitor, options);
    if (!asker.isExhausted && !first.some(isAnswer)) {
      throw unreachable(url, 'no answer');
    }
    let isShort = false;
    // Room for what is asked last.
    const hasRoom = () => {
      const has = asker.count < limits.requests - LAST_REQUESTS;
      isShort ||= !has;
      return has;
    };
    const results = await runCourse(options, { sides, visitor, isSendable, first, notes, hasRoom });
    if (credentials === undefined) {
      notes.push(
        'without a token only what answers is found; set SPA_TOKEN_SECRET, or give --token -',
      );
    }
    if (asker.isExhausted || isShort) {
      notes.push(
        `not everything was asked: a probe ends after ${limits.requests} requests, ${limits.totalSeconds} seconds, or several requests without an answer`,
      );
    }
    return { results, counts: countVerdicts(results), notes, requests: asker.count };
  } finally {
    asker.close();
  }
}

// What is asked of every site, and a few more.
const LAST_REQUESTS = 170;

/** The same host over http: at its own port, or at 80 if it has the one of its scheme. */
function toHttp(url: URL): URL {
  return new URL(`http://${url.host}/`);
}

/** Asks what shows the site's way of refusing, and whether anybody is there. */
async function askFirst(visitor: Visitor, { url, nonce }: ProbeOptions): Promise<Answered[]> {
  const first: Answered[] = [];
  for (const question of firstQuestions({ start: url.pathname, nonce })) {
    const answer = await visitor.asStranger(question);
    if (answer) {
      first.push({ question, target: question.target, answer });
      assertReachable(answer, url);
    }
  }
  return first;
}

// A wrong name, a wrong port or a wrong certificate, which no later request would change.
const UNREACHABLE =
  /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)$/;

function assertReachable({ status, code = '' }: Answer, url: URL): void {
  if (status === 0 && UNREACHABLE.test(code)) {
    throw unreachable(url, code);
  }
}

/** Whether anything came. What is no HTTP is judged, for a browser may read it. */
function isAnswer({ answer: { status, code = '' } }: Answered): boolean {
  return status !== 0 || code.startsWith('HPE_');
}

function unreachable({ host }: URL, reason: string): CliError {
  return new CliError(
    'ERR_PROBE',
    `${host} cannot be reached (${reason}); check the host, the port and its certificate`,
    EXIT.unexpected,
  );
}

function countVerdicts(results: readonly Result[]): Record<Verdict, number> {
  const counts = { open: 0, odd: 0, public: 0, closed: 0 };
  for (const { verdict } of results) {
    counts[verdict]++;
  }
  return counts;
}
