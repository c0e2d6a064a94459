import type { Side } from './sides.js';

/** Something that is asked of both sides, each empty at first: a value comes back, or an error's name and status. */
export interface Question {
  readonly what: string;
  ask(side: Side): Promise<unknown>;
  /** What the fake answers. */
  readonly fake: unknown;
  readonly moto: unknown;
  /** Where they differ: how it is known which of the two is right. */
  readonly because?: string;
}

type Ask = Question['ask'];

export function alike(what: string, ask: Ask, answer: unknown): Question {
  return { what, ask, fake: answer, moto: answer };
}

export function apart(what: string, ask: Ask, answers: Apart): Question {
  return { what, ask, ...answers };
}

type Apart = Required<Pick<Question, 'fake' | 'moto' | 'because'>>;
