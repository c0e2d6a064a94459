import { vectors } from '../../suites/vector-file.js';
import { AGE, NOW, SECRET } from '../constants.js';
import type { Answer, Question } from './questions.js';
import type { Sibling } from './sibling.js';

/** A vector as a question, and the answer that the contract requires. */
export interface VectorQuestion {
  readonly kind: string;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly clockTolerance: number;
  readonly question: Question;
  readonly contract: Answer;
}

/** A case on which a sibling and the contract differ. */
export interface Disagreement extends VectorQuestion {
  readonly answer: Answer;
}

/**
 * Asks a sibling every vector that it supports. Returns those with another answer than the
 * contract's.
 */
export async function findDisagreements(
  sibling: Sibling,
): Promise<{ asked: number; disagreements: Disagreement[] }> {
  const asked = cases().filter(({ question }) => supports(sibling, question));
  const answers = await sibling.ask(asked.map(({ question }) => question));
  const found = asked.map((one, index) => ({ ...one, answer: answers[index] ?? ['nothing'] }));
  const differing = found.filter(({ contract, answer }) => !agree(contract, answer));
  return { asked: asked.length, disagreements: differing };
}

// The name of an error may be any. If the contract has no field, any field agrees.
function agree([word, field]: Answer, answer: Answer): boolean {
  return answer[0] === word && (word === 'error' || field === undefined || field === answer[1]);
}

// Django writes a cookie only with a token that it signs itself; the Rust crate does not read
// cookies.
function supports({ name }: Sibling, [verb]: Question): boolean {
  return name === 'Python' ? verb !== 'login' && verb !== 'logout' : verb !== 'read';
}

function cases(): VectorQuestion[] {
  return [
    ...signQuestions(),
    ...secretQuestions(),
    ...checkQuestions(),
    ...readQuestions(),
    ...writeQuestions(),
    BEYOND_ASCII,
  ];
}

// The vectors have no such MAC. It only matters to an implementation whose comparison raises for
// some texts.
const BEYOND_ASCII: VectorQuestion = {
  kind: 'token-verify',
  comment: 'a MAC with a letter beyond ASCII',
  flags: ['MacForm', 'NonAscii'],
  clockTolerance: 0,
  question: ['check', SECRET, `a:9999999999:${'é'.repeat(64)}`, NOW],
  contract: ['invalid'],
};

function signQuestions(): VectorQuestion[] {
  return vectors('token-generate').cases.flatMap((one) => {
    // The drivers can receive neither a lone surrogate nor a missing secret.
    if (typeof one.userId !== 'string' || one.secret === null) {
      return [];
    }
    const question = ['sign', one.secret, one.userId, one.maxAge ?? AGE, one.now] as const;
    const contract: Answer = one.token === null ? ['error'] : ['ok', one.token];
    return [{ kind: 'token-generate', clockTolerance: 0, ...one, question, contract }];
  });
}

function secretQuestions(): VectorQuestion[] {
  return vectors('secret').cases.flatMap((one) => {
    if (one.secret === null) {
      return [];
    }
    const question = ['sign', one.secret, 'vector-user', AGE, one.now] as const;
    const contract: Answer = [one.result === 'valid' ? 'ok' : 'error'];
    return [{ kind: 'secret', clockTolerance: 0, ...one, question, contract }];
  });
}

function checkQuestions(): VectorQuestion[] {
  return vectors('token-verify').cases.flatMap((one) => {
    if (typeof one.token !== 'string') {
      return [];
    }
    const question = ['check', one.secret, one.token, one.now] as const;
    return [{ kind: 'token-verify', ...one, question, contract: expectedVerdict(one.userId) }];
  });
}

function readQuestions(): VectorQuestion[] {
  return vectors('cookie-read').cases.map((one) => ({
    kind: 'cookie-read',
    ...one,
    question: ['read', one.secret, one.header, one.cookieName, one.now],
    contract: expectedVerdict(one.userId),
  }));
}

function expectedVerdict(userId: string | null): Answer {
  return userId === null ? ['invalid'] : ['valid', userId];
}

function writeQuestions(): VectorQuestion[] {
  return vectors('cookie-write').cases.flatMap((one) => {
    const { maxAge = AGE, ...others } = one.options;
    if (Object.keys(others).length > 0 || (one.token !== null && typeof one.token !== 'string')) {
      return [];
    }
    const question: Question = one.token === null ? ['logout'] : ['login', one.token, maxAge];
    const contract: Answer = one.cookie === null ? ['error'] : ['ok', one.cookie];
    return [{ kind: 'cookie-write', clockTolerance: 0, ...one, question, contract }];
  });
}
