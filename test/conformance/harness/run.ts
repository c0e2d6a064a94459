import { type Case, caseOf } from './cases.js';
import type { Implementation } from './implementation.js';
import { type Disagreement, judge } from './judgement.js';
import type { Row } from './report.js';
import { score, trials } from './vectors.js';

/** What to run. */
export interface Plan {
  readonly seed: number;
  /** The index of the first case. */
  readonly from: number;
  readonly cases: number;
}

/** What came of it. */
export interface Result {
  readonly rows: readonly Row[];
  readonly verdicts: ReadonlyMap<string, number>;
  /** Vectors that were not met, by the name of the implementation. */
  readonly failed: ReadonlyMap<string, readonly string[]>;
  readonly disagreements: readonly Disagreement[];
}

const AT_ONCE = 20_000;
const KEPT = 20;

/** Every vector, then the differential cases. */
export async function run(
  implementations: readonly Implementation[],
  { seed, from, cases }: Plan,
): Promise<Result> {
  const all = trials();
  const scores = await Promise.all(implementations.map((each) => score(each, all)));
  const asked = implementations.map(() => 0);
  const agreed = implementations.map(() => 0);
  const verdicts = new Map<string, number>();
  const disagreements: Disagreement[] = [];
  for (let start = from; start < from + cases; start += AT_ONCE) {
    const part = await judge(implementations, batch(seed, start, from + cases));
    part.asked.forEach((count, who) => {
      asked[who]! += count;
    });
    part.agreed.forEach((count, who) => {
      agreed[who]! += count;
    });
    for (const [word, count] of part.verdicts) {
      verdicts.set(word, (verdicts.get(word) ?? 0) + count);
    }
    disagreements.push(...part.disagreements.slice(0, KEPT - disagreements.length));
  }
  const rows = implementations.map(({ name }, who) => ({
    name,
    passed: scores[who]!.passed,
    vectors: scores[who]!.asked,
    agreed: agreed[who]!,
    cases: asked[who]!,
  }));
  const failed = new Map(implementations.map(({ name }, who) => [name, scores[who]!.failed]));
  return { rows, verdicts, failed, disagreements };
}

function batch(seed: number, start: number, end: number): Case[] {
  const length = Math.min(AT_ONCE, end - start);
  return Array.from({ length }, (_, at) => caseOf(seed, start + at));
}
