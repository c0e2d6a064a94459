import type { Side } from './sides.js';

/**
 * A call to the fake and to moto, both of which are empty at first. The answer is a value, or the
 * name and status of an error.
 */
export interface Question {
  readonly title: string;
  ask(side: Side): Promise<unknown>;
  /** The answer of the fake. */
  readonly fake: unknown;
  /** The answer of moto. */
  readonly moto: unknown;
  /** If the answers differ: the reason, and how it is known which one is right. */
  readonly reason?: string;
}

type Ask = Question['ask'];

export function sameAnswer(title: string, ask: Ask, answer: unknown): Question {
  return { title, ask, fake: answer, moto: answer };
}

export function differentAnswers(title: string, ask: Ask, answers: DifferentAnswers): Question {
  return { title, ask, ...answers };
}

type DifferentAnswers = Required<Pick<Question, 'fake' | 'moto' | 'reason'>>;
