import { vectors } from '../../suites/vectors.js';
import { AGE, NOW, SECRET } from '../world.js';
import type { Answer, Question } from './questions.js';
import type { Sibling } from './sibling.js';

/** A case of the vectors as a question, and the answer that the contract asks for. */
export interface Asked {
  readonly kind: string;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly clockTolerance: number;
  readonly question: Question;
  readonly contract: Answer;
}

/** A case on which a sibling and the contract differ. */
export interface Disagreement extends Asked {
  readonly answer: Answer;
}

/** Asks a sibling every case that it can be asked. */
export async function disagreements(
  sibling: Sibling,
): Promise<{ asked: number; disagreements: Disagreement[] }> {
  const asked = cases().filter(({ question }) => isPartOf(sibling, question));
  const answers = await sibling.ask(asked.map(({ question }) => question));
  const found = asked.map((one, index) => ({ ...one, answer: answers[index] ?? ['nothing'] }));
  const differing = found.filter(({ contract, answer }) => !agree(contract, answer));
  return { asked: asked.length, disagreements: differing };
}

// An error's name is its own affair, and where the contract gives no field any will do.
function agree([word, field]: Answer, answer: Answer): boolean {
  return answer[0] === word && (word === 'error' || field === undefined || field === answer[1]);
}

// Django writes cookies, but only along with a token of its own making; the Rust crate reads none.
function isPartOf({ name }: Sibling, [verb]: Question): boolean {
  return name === 'Python' ? verb !== 'login' && verb !== 'logout' : verb !== 'read';
}

function cases(): Asked[] {
  return [...signed(), ...secrets(), ...checked(), ...read(), ...written(), BEYOND_ASCII];
}

// The vectors have no such MAC: it takes an implementation whose comparison refuses some texts to tell it from the others.
const BEYOND_ASCII: Asked = {
  kind: 'token-verify',
  comment: 'a MAC with a letter beyond ASCII',
  flags: ['MacForm', 'NonAscii'],
  clockTolerance: 0,
  question: ['check', SECRET, `a:9999999999:${'é'.repeat(64)}`, NOW],
  contract: ['invalid'],
};

function signed(): Asked[] {
  return vectors('token-generate').cases.flatMap((one) => {
    // No lone surrogate can be sent to either, and no secret that is not there.
    if (typeof one.userId !== 'string' || one.secret === null) {
      return [];
    }
    const question = ['sign', one.secret, one.userId, one.maxAge ?? AGE, one.now] as const;
    const contract: Answer = one.token === null ? ['error'] : ['ok', one.token];
    return [{ kind: 'token-generate', clockTolerance: 0, ...one, question, contract }];
  });
}

function secrets(): Asked[] {
  return vectors('secret').cases.flatMap((one) => {
    if (one.secret === null) {
      return [];
    }
    const question = ['sign', one.secret, 'vector-user', AGE, one.now] as const;
    const contract: Answer = [one.result === 'valid' ? 'ok' : 'error'];
    return [{ kind: 'secret', clockTolerance: 0, ...one, question, contract }];
  });
}

function checked(): Asked[] {
  return vectors('token-verify').cases.flatMap((one) => {
    if (typeof one.token !== 'string') {
      return [];
    }
    const question = ['check', one.secret, one.token, one.now] as const;
    return [{ kind: 'token-verify', ...one, question, contract: verdict(one.userId) }];
  });
}

function read(): Asked[] {
  return vectors('cookie-read').cases.map((one) => ({
    kind: 'cookie-read',
    ...one,
    question: ['read', one.secret, one.header, one.cookieName, one.now],
    contract: verdict(one.userId),
  }));
}

function verdict(userId: string | null): Answer {
  return userId === null ? ['invalid'] : ['valid', userId];
}

function written(): Asked[] {
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
