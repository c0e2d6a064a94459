import { compareAnswers, type Disagreement } from './comparison.js';
import { type Case, createCase } from './differential-cases.js';
import type { Implementation } from './implementation.js';
import type { Row } from './report.js';
import { listVectorTests, runVectorTests } from './vector-tests.js';

/** The differential cases to run. */
export interface CaseRange {
  readonly seed: number;
  /** The index of the first case. */
  readonly from: number;
  readonly cases: number;
}

export interface ConformanceResult {
  readonly rows: readonly Row[];
  readonly verdicts: ReadonlyMap<string, number>;
  /** The names of the failed vectors, by implementation. */
  readonly failed: ReadonlyMap<string, readonly string[]>;
  readonly disagreements: readonly Disagreement[];
}

const BATCH_SIZE = 20_000;

const DISAGREEMENT_LIMIT = 20;

/** Runs every vector and then the differential cases. */
export async function runConformance(
  implementations: readonly Implementation[],
  { seed, from, cases }: CaseRange,
): Promise<ConformanceResult> {
  const vectorTests = listVectorTests();
  const scores = await Promise.all(implementations.map((one) => runVectorTests(one, vectorTests)));
  const answered = implementations.map(() => 0);
  const agreed = implementations.map(() => 0);
  const verdicts = new Map<string, number>();
  const disagreements: Disagreement[] = [];
  for (let start = from; start < from + cases; start += BATCH_SIZE) {
    const comparison = await compareAnswers(
      implementations,
      createBatch(seed, start, from + cases),
    );
    comparison.answered.forEach((count, i) => {
      answered[i]! += count;
    });
    comparison.agreed.forEach((count, i) => {
      agreed[i]! += count;
    });
    for (const [verdict, count] of comparison.verdicts) {
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + count);
    }
    disagreements.push(
      ...comparison.disagreements.slice(0, DISAGREEMENT_LIMIT - disagreements.length),
    );
  }
  const rows = implementations.map(({ name }, i) => ({
    name,
    passed: scores[i]!.passed,
    vectors: scores[i]!.answered,
    agreed: agreed[i]!,
    cases: answered[i]!,
  }));
  const failed = new Map(implementations.map(({ name }, i) => [name, scores[i]!.failed]));
  return { rows, verdicts, failed, disagreements };
}

function createBatch(seed: number, start: number, end: number): Case[] {
  const length = Math.min(BATCH_SIZE, end - start);
  return Array.from({ length }, (_, i) => createCase(seed, start + i));
}
