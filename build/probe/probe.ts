import type { ResolvedConfig } from '../config/edge-config.js';
import { CliError, EXIT } from '../host/errors.js';
import { type Answer, isRedirect, isSuccess } from './answer.js';
import { createAsker, LIMITS, type Limits } from './ask.js';
import { type Credentials, createDetector } from './credentials.js';
import { createFinder } from './finder.js';
import { type Evidence, hasHsts, type Judgement, judge, judgePage, odd } from './judge.js';
import { createKnowledge } from './knowledge.js';
import { noteOtherHost, noteRefusal } from './notes.js';
import * as plan from './plan.js';
import { pathFrom, type Question, type Result, type Verdict } from './question.js';
import { createScope, findNamedLogin } from './scope.js';
import { createVisitor, isLoopback, mayTakeToken, type Sides, type Visitor } from './visitor.js';

export interface ProbeOptions {
  /** The start page of the site. */
  readonly url: URL;
  /** The origin behind it, to be asked directly. Default: it is not asked. */
  readonly origin?: URL | undefined;
  /** The configuration. Default: none, only the login page that refusals name is public. */
  readonly config: ResolvedConfig | undefined;
  readonly cookieName: string;
  /** What to log in with. Default: nothing, only what answers is found. */
  readonly credentials?: Credentials | undefined;
  readonly worthless: plan.WorthlessTokens;
  /** A word that no path of the site has. */
  readonly nonce: string;
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
  const visitor = createVisitor(sides, asker, isSendable ? credentials : undefined);
  const notes: string[] = [];
  if (credentials !== undefined && !isSendable) {
    notes.push('the token is not sent over http, where others can read it');
  }
  const counted: Visitor = {
    ...visitor,
    asStranger(question) {
      onRequest(asker.count);
      return visitor.asStranger(question);
    },
  };
  try {
    const results = await run(
      { ...options, isSendable },
      sides,
      counted,
      notes,
      () =>
        // Room for what is asked last.
        asker.count < limits.requests - LAST_REQUESTS,
    );
    if (asker.isExhausted) {
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

type RunOptions = ProbeOptions & { readonly isSendable: boolean };

async function run(
  options: RunOptions,
  sides: Sides,
  visitor: Visitor,
  notes: string[],
  hasRoom: () => boolean,
): Promise<Result[]> {
  const { url, config, cookieName, nonce } = options;
  const credentials = options.isSendable ? options.credentials : undefined;
  const isWorthless = createDetector(Object.values(options.worthless));
  const isSecret = (text: string) =>
    isWorthless(text) || (options.credentials?.isIn(text) ?? false);
  const start = url.pathname;
  const first: { question: Question; target: string; answer: Answer }[] = [];
  for (const question of plan.firstQuestions({ start, nonce })) {
    const answer = await visitor.asStranger(question);
    if (answer) {
      first.push({ question, target: question.target, answer });
      assertReachable(answer, url);
    }
  }
  const scope = createScope(config, url.host, findNamedLogin(first, url));
  const knowledge = createKnowledge();
  const evidence: Evidence = { scope, knowledge, site: url, cookieName, isSecret };
  const finder = createFinder(url, scope, isSecret);
  const results: Result[] = [];
  const answers: Answer[] = first.map(({ answer }) => answer);

  function record(question: Question, answer: Answer): void {
    const judgement = judge(question, answer, evidence);
    results.push(toResult(visitor, question, answer, judgement));
    const isFile = question.side === 'site' && question.method === 'GET' && !question.headers;
    if (isFile && judgement.verdict === 'open') {
      knowledge.learnGated(question.target, answer);
    }
    if (isFile && judgement.verdict === 'public') {
      knowledge.learnPublic(question.target, answer);
    }
    // What a server makes of a cookie is no name of a file.
    const isReadable = question.side === 'site' && question.headers?.cookie === undefined;
    if (isReadable && (judgement.verdict === 'open' || isSuccess(answer))) {
      finder.read(question.target, answer);
    }
  }

  const asked = new Set<string>();
  async function ask(questions: readonly Question[]): Promise<void> {
    for (const question of questions) {
      if (isPlain(question) && asked.has(question.target)) {
        continue;
      }
      if (isPlain(question)) {
        asked.add(question.target);
      }
      const answer = await visitor.asStranger(question);
      if (answer) {
        record(question, answer);
        answers.push(answer);
        answers.splice(8);
      }
    }
  }

  // What is public comes first, then what a token gets: the rest is held against both.
  if (scope.login !== undefined) {
    await ask(plan.loginQuestions(scope.login, findLocation(first[0]?.answer, url, scope.login)));
  }
  await ask(scope.publicFiles.slice(0, 20).map((target) => plan.gated(target)));
  const page = await visitor.withToken(start);
  if (page) {
    noteRefusal(page.answer, scope.isPublic(pathFrom(page.target)), notes);
    learn(page.target, page.answer);
    const document = await visitor.withToken(scope.document);
    if (document) {
      learn(document.target, document.answer);
    }
  }
  for (const { question, answer } of first) {
    record(question, answer);
  }
  noteOtherHost(first[0]?.answer, url, config, notes, isSecret);
  const files = await discover();
  await ask(plan.planQuestions({ ...options, start, scope }));
  // What answered may name more.
  files.push(...(await discover()));
  await ask([
    ...files.slice(0, 1).flatMap((target) => plan.methodQuestions(target)),
    ...plan.handshakes(finder.sockets, scope),
    ...(credentials?.token === undefined
      ? []
      : plan.spellingQuestions(start, cookieName, credentials.token)),
    // A cache may have kept what the token got.
    ...(page ? [start, scope.document] : []).map((target) =>
      plan.gated(target, { how: 'again, after a visitor with a token' }),
    ),
    ...(isPlainHttp(url) ? [] : plan.httpQuestions([start, scope.document])),
    ...askOrigin(files),
  ]);
  const startQuestion = plan.gated(start);
  const pageProblem = page && !scope.isPublic(pathFrom(page.target)) && judgePage(page.answer);
  if (page && pageProblem) {
    results.push(toResult(visitor, startQuestion, page.answer, pageProblem));
  }
  const shown = first[0]?.answer;
  if (shown && url.protocol === 'https:' && !hasHsts(page ? [...answers, page.answer] : answers)) {
    results.push(
      toResult(visitor, startQuestion, shown, odd('no Strict-Transport-Security (HSTS)')),
    );
  }
  if (options.credentials === undefined) {
    notes.push(
      'without a token only what answers is found; set SPA_TOKEN_SECRET, or give --token -',
    );
  }
  return results;

  /** Learns what somebody with a token gets. */
  function learn(target: string, answer: Answer): void {
    if (answer.status !== 200) {
      return;
    }
    if (!scope.isPublic(pathFrom(target))) {
      knowledge.learnGated(target, answer);
    }
    finder.read(target, answer);
  }

  /** Asks for everything that the site names. The paths of the gated files that were found. */
  async function discover(): Promise<string[]> {
    const found: string[] = [];
    for (let next = finder.take(); next && hasRoom(); next = finder.take()) {
      const { target, isLink } = next;
      const visit = isLink ? undefined : await visitor.withToken(target);
      if (visit) {
        learn(visit.target, visit.answer);
      }
      await ask([plan.gated(target)]);
      if (!isLink && !scope.isPublic(pathFrom(target))) {
        found.push(pathFrom(target));
      }
    }
    return found;
  }

  function askOrigin(targets: readonly string[]): Question[] {
    const { origin } = sides;
    const prefix = origin?.pathname.replace(/\/$/, '') ?? '';
    return origin ? plan.originQuestions(prefix, targets.slice(0, 20), scope) : [];
  }
}

/** Whether nothing is special about a question, so that asking again would tell nothing. */
function isPlain({ kind, side, method, headers, how }: Question): boolean {
  return kind === 'gated' && side === 'site' && method === 'GET' && !headers && !how;
}

function toResult(
  visitor: Visitor,
  question: Question,
  { status }: Answer,
  judgement: Judgement,
): Result {
  const { method } = question;
  return { method, url: visitor.addressFor(question), status, ...judgement };
}

/** The same host over http: at its own port, or at 80 if it has the one of its scheme. */
function toHttp(url: URL): URL {
  return new URL(`http://${url.host}/`);
}

/** Over plain http on this machine nothing has to lead to https. */
function isPlainHttp(url: URL): boolean {
  return url.protocol === 'http:' && isLoopback(url);
}

/** Where the start page sends a stranger, if that is the login page with a query of its own. */
function findLocation(answer: Answer | undefined, url: URL, login: string): string | undefined {
  const location = answer && isRedirect(answer) ? answer.headers.location! : undefined;
  if (location === undefined || !URL.canParse(location, url.href)) {
    return undefined;
  }
  const { origin, pathname, search } = new URL(location, url);
  const isLogin = origin === url.origin && pathname === pathFrom(login);
  return isLogin && pathname + search !== login ? pathname + search : undefined;
}

// A wrong name, a wrong port or a wrong certificate, which no later request would change.
const UNREACHABLE =
  /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)$/;

function assertReachable({ status, code = '' }: Answer, { host }: URL): void {
  if (status === 0 && UNREACHABLE.test(code)) {
    throw new CliError(
      'ERR_PROBE',
      `${host} cannot be reached (${code}); check the host, the port and its certificate`,
      EXIT.unexpected,
    );
  }
}

function countVerdicts(results: readonly Result[]): Record<Verdict, number> {
  const counts = { open: 0, odd: 0, public: 0, closed: 0 };
  for (const { verdict } of results) {
    counts[verdict]++;
  }
  return counts;
}
