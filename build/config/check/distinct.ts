import type { ConfigProblem } from '../../errors.js';

/** Each problem once: what several stages share is wrong in one place. */
export function distinct(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((p) => [`${p.path}: ${p.text}`, p])).values()];
}
