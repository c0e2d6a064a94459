import { groupDigits } from '../host/format.js';
import {
  type Answer,
  isFromCache,
  isRedirect,
  isSuccess,
  mediaType,
  setsCookies,
} from './answer.js';
import type { Knowledge } from './knowledge.js';
import { resolveNames } from './names.js';
import { pathFrom, type Question, type Verdict } from './question.js';
import { readNames } from './read-names.js';
import type { Scope } from './scope.js';

// Decides what an answer means. Pure: nothing is asked here.

/** A verdict and its reason, in words of this program alone: nothing that a server sent. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly why: string;
}

export interface Evidence {
  readonly scope: Scope;
  readonly knowledge: Knowledge;
  /** The address of the start page. */
  readonly site: URL;
  readonly cookieName: string;
  /** Whether a text that a server sent holds a cookie of the probe, and may not be shown. */
  readonly isSecret: (text: string) => boolean;
}

/** What the answer to a question is. */
export function judge(question: Question, answer: Answer, evidence: Evidence): Judgement {
  const { verdict, why } = decide(question, answer, evidence);
  return { verdict, why: question.how === undefined ? why : `${question.how}: ${why}` };
}

function decide(question: Question, answer: Answer, evidence: Evidence): Judgement {
  if (answer.status === 0) {
    if (/^HPE_/.test(answer.code ?? '')) {
      return odd('an answer that breaks the rules of HTTP; a browser may read it');
    }
    const isSlow = answer.problem === 'timeout';
    return closed(isSlow ? 'no answer in time' : 'no usable answer');
  }
  const cached = judgeLogin(question, answer, evidence);
  if (cached) {
    return cached;
  }
  const path = question.path ?? pathFrom(question.target);
  const isPublic = question.kind === 'login' || evidence.scope.isPublic(path);
  if (isPublic && question.kind !== 'http') {
    return { verdict: 'public', why: 'everybody may have it' };
  }
  const leak =
    answer.status === 101
      ? 'the server switched the protocol'
      : (findContent(question, answer, evidence) ?? findMetadata(question, answer, evidence));
  if (leak !== undefined && !isPublic) {
    return { verdict: 'open', why: leak };
  }
  return question.kind === 'http' ? judgeHttp(answer, evidence) : judgeRefusal(question, answer);
}

/** A cookie that a cache hands out logs one visitor in as another. */
function judgeLogin(
  question: Question,
  answer: Answer,
  { scope, cookieName }: Evidence,
): Judgement | undefined {
  const login = scope.login === undefined ? undefined : pathFrom(scope.login);
  const isLogin = question.kind === 'login' || pathFrom(question.target) === login;
  if (isLogin && question.side === 'site' && isFromCache(answer) && setsCookies(answer)) {
    return { verdict: 'open', why: 'a cache gave the login with a Set-Cookie' };
  }
  const start = `${cookieName}=`;
  const givesToken = (answer.headers['set-cookie'] ?? []).some(
    (line) => line.startsWith(start) && /^[^;]*(?::|%3a)[\da-f]{64}"?(?:;|$)/i.test(line),
  );
  return givesToken && !isLogin
    ? { verdict: 'open', why: 'a stranger is given a token' }
    : undefined;
}

/** How an answer holds content of the site; undefined if it does not. */
function findContent(
  question: Question,
  answer: Answer,
  { scope, knowledge, site, isSecret }: Evidence,
): string | undefined {
  const same = knowledge.findGated(answer);
  const isOwn = isSuccess(answer) && same === pathFrom(question.target);
  if (same !== undefined && !isOwn) {
    return `${answer.status} with the content of ${same}`;
  }
  // The page of an error, or the login page in place of a redirect. Without the content behind the
  // gate nobody can tell whether there is one.
  const isPublic =
    question.side !== 'origin' &&
    (question.isError === true || knowledge.hasOwnContent()) &&
    knowledge.isPublic(answer);
  if (isPublic) {
    return undefined;
  }
  if (answer.status === 206) {
    return '206, a part of the content';
  }
  const isEmpty = answer.status === 204 || answer.status === 205;
  const gives = isSuccess(answer) && question.kind !== 'backend' && !isEmpty;
  if (question.method === 'OPTIONS' ? gives && answer.body.length > 0 : gives) {
    return describeSuccess(question, answer);
  }
  // A backend has pages of its own. If the site's are known, there is no need to guess.
  const isKnown = question.kind === 'backend' && knowledge.hasOwnContent();
  const own =
    isKnown || knowledge.isPublic(answer) ? undefined : findScript(question, answer, scope, site);
  const shown = own !== undefined && isSecret(own) ? 'a file' : own;
  return shown && `${answer.status} with a page that loads ${shown}, which needs a login`;
}

function describeSuccess({ method }: Question, { status, body, isCut, headers }: Answer): string {
  if (method === 'HEAD') {
    const size = Number(headers['content-length']);
    return size > 0 ? `${status}, and a size of ${groupDigits(size)} bytes` : `${status}`;
  }
  const size = `${groupDigits(body.length)} bytes`;
  return `${status} with ${isCut ? 'more than ' : ''}${size}, without a login`;
}

/** The first script of the site that a page loads and that is not public. */
function findScript(
  question: Question,
  answer: Answer,
  scope: Scope,
  site: URL,
): string | undefined {
  if (!/html/.test(mediaType(answer)) || isRedirect(answer)) {
    return undefined;
  }
  const { files } = readNames(answer, pathFrom(question.target));
  const scripts = files.filter(({ text }) => /\.[cm]?js(?:[?#]|$)/.test(text));
  return resolveNames(scripts, new URL(pathFrom(question.target).replace(/^\/+/, '/'), site), site)
    .map(pathFrom)
    .find((path) => path.length <= 200 && !scope.isPublic(path));
}

/** What an answer tells about a file without its content; undefined if nothing. */
function findMetadata(
  question: Question,
  answer: Answer,
  { scope, knowledge, site }: Evidence,
): string | undefined {
  const { status, headers } = answer;
  if (knowledge.hasOwnContent() && knowledge.isPublic(answer)) {
    return undefined;
  }
  if (status === 304) {
    return '304, so it tells whether the file has changed';
  }
  if (headers['content-range'] !== undefined) {
    return `${status} with a Content-Range, which tells the size`;
  }
  const isPreflight = question.method === 'OPTIONS';
  if (isPreflight && isSuccess(answer) && (headers.etag ?? headers['last-modified'])) {
    return `${status} with the validators of a file`;
  }
  const known = knowledge.findMetadata(question, answer);
  if (known !== undefined) {
    return `${status} with the size or a validator of ${known}`;
  }
  // The function's own refusals have none of these.
  if (headers['x-spa-auth-reason'] !== undefined && (headers.etag ?? headers['last-modified'])) {
    return `${status} with the validators of a file`;
  }
  const sourceMap = headers.sourcemap ?? headers['x-sourcemap'];
  const named = [...answer.earlyLinks, headers.link, sourceMap && `<${sourceMap}>`]
    .flatMap((text) => Array.from(String(text ?? '').matchAll(/<([^<>\s]{1,500})>/g)))
    .map(([, text]) => ({ text: text!, relativeTo: 'file' as const }));
  const isNamed = resolveNames(named, site, site).some((path) => {
    return /\.\w+$/.test(pathFrom(path)) && !scope.isPublic(pathFrom(path));
  });
  return isNamed ? `${status} with a header that names files of the site` : undefined;
}

/** http must lead to https, or nowhere. */
function judgeHttp(answer: Answer, { site }: Evidence): Judgement {
  const { status, headers } = answer;
  if (isRedirect(answer)) {
    const location = headers.location!;
    const target = URL.canParse(location, `http://${site.host}`)
      ? new URL(location, `http://${site.host}`)
      : undefined;
    return target?.protocol === 'https:' && target.hostname === site.hostname
      ? closed('a redirect to https')
      : odd(`${status}: no redirect to https`);
  }
  const isGate = headers['x-spa-auth-reason'] !== undefined || status === 401;
  return isGate || status < 400
    ? odd(`${status}: no redirect to https`)
    : closed(`${status}: not served over http`);
}

function judgeRefusal({ kind, isError }: Question, answer: Answer): Judgement {
  const { status, headers } = answer;
  // A rate limit or an outage hides what the site would answer.
  const isBusy = (status === 429 || status >= 500) && headers['x-spa-auth-reason'] === undefined;
  if (isBusy && kind === 'gated' && !isError) {
    return odd(`${status}, so it is not known whether it is open: ask again later`);
  }
  if (isFromCache(answer) && (status < 400 || status === 401 || status === 403)) {
    return odd(`${status} from a cache: a refusal must not be kept`);
  }
  return closed(isRedirect(answer) ? `${status}, a redirect` : `${status}`);
}

/** What is missing on a page that only somebody with a token gets; undefined if nothing is. */
export function judgePage(answer: Answer): Judgement | undefined {
  const isPage = answer.status === 200 && /html/.test(mediaType(answer));
  return isPage && answer.headers['cache-control'] === undefined
    ? odd('with a token: a page without Cache-Control, which browsers may keep after a log-out')
    : undefined;
}

/** Whether browsers are told to ask over https alone (RFC 6797). */
export function hasHsts(answers: readonly Answer[]): boolean {
  return answers.some(({ headers }) =>
    /max-age\s*=\s*"?0*[1-9]/i.test(String(headers['strict-transport-security'] ?? '')),
  );
}

export function odd(why: string): Judgement {
  return { verdict: 'odd', why };
}

function closed(why: string): Judgement {
  return { verdict: 'closed', why };
}
