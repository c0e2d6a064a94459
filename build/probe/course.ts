import type { ResolvedConfig } from '../config/edge-config.js';
import { type Answer, isRedirect, isSuccess } from './answer.js';
import { type Credentials, createDetector } from './credentials.js';
import { createFinder, type Finder } from './finder.js';
import { type Evidence, hasHsts, type Judgement, judge, judgePage, odd } from './judge.js';
import { createKnowledge } from './knowledge.js';
import { noteOtherHost, noteRefusal } from './notes.js';
import * as plan from './plan.js';
import { pathFrom, type Question, type Result } from './question.js';
import { createScope, findNamedLogin } from './scope.js';
import { isLoopback, type Sides, type Visitor } from './visitor.js';

/** What a course of questions is made of. */
export interface CourseOptions {
  /** The start page of the site. */
  readonly url: URL;
  /** The configuration. Default: none, only the login page that refusals name is public. */
  readonly config: ResolvedConfig | undefined;
  readonly cookieName: string;
  /** What to log in with. Default: nothing, only what answers is found. */
  readonly credentials?: Credentials | undefined;
  readonly worthless: plan.WorthlessTokens;
  /** A word that no path of the site has. */
  readonly nonce: string;
}

/** What a course asks with. */
export interface CourseTools {
  readonly sides: Sides;
  readonly visitor: Visitor;
  /** Whether the token may be sent. */
  readonly isSendable: boolean;
  /** What the site answered to the first questions. */
  readonly first: readonly Answered[];
  /** Gets what a reader must know to trust the results. */
  readonly notes: string[];
  /** Whether more of what the site names may be asked. */
  readonly hasRoom: () => boolean;
}

/** A question with its answer. */
export interface Answered {
  readonly question: Question;
  readonly target: string;
  readonly answer: Answer;
}

/** Asks everything in its order: each part needs what the parts before it have learned. */
export async function runCourse(options: CourseOptions, tools: CourseTools): Promise<Result[]> {
  const { url, config, cookieName } = options;
  const { first, notes, visitor } = tools;
  const token = tools.isSendable ? options.credentials?.token : undefined;
  const isWorthless = createDetector(Object.values(options.worthless));
  const isSecret = (text: string) =>
    isWorthless(text) || (options.credentials?.isIn(text) ?? false);
  const scope = createScope(config, url.host, findNamedLogin(first, url));
  const finder = createFinder(url, scope, isSecret);
  const evidence = { scope, knowledge: createKnowledge(), site: url, cookieName, isSecret };
  const { results, answers, record, learn, ask, discover } = createInquiry(tools, evidence, finder);
  const start = url.pathname;

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
    ...(token === undefined ? [] : plan.spellingQuestions(start, cookieName, token)),
    // A cache may have kept what the token got.
    ...(page ? [start, scope.document] : []).map((target) =>
      plan.gated(target, { how: 'again, after a visitor with a token' }),
    ),
    ...(isPlainHttp(url) ? [] : plan.httpQuestions([start, scope.document])),
    ...originQuestions(tools.sides.origin, files, scope),
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
  return results;
}

/** Asks, judges what comes, and learns from it. */
function createInquiry(
  { visitor, first, hasRoom }: CourseTools,
  evidence: Evidence,
  finder: Finder,
) {
  const { scope, knowledge } = evidence;
  const results: Result[] = [];
  const answers: Answer[] = first.map(({ answer }) => answer);
  const asked = new Set<string>();
  return { results, answers, record, learn, ask, discover };

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
}

function originQuestions(
  origin: URL | undefined,
  targets: readonly string[],
  scope: Evidence['scope'],
): Question[] {
  const prefix = origin?.pathname.replace(/\/$/, '') ?? '';
  return origin ? plan.originQuestions(prefix, targets.slice(0, 20), scope) : [];
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
