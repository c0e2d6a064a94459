import { COMPUTE_MEASUREMENTS } from '../../platform/limits.js';

/** One run of the function, and the way to run it again for the same request. */
export interface MeasuredRun {
  /** Percent of the time that a function may take; undefined if AWS does not say. */
  readonly utilization: number | undefined;
  measureAgain(): Promise<number | undefined>;
}

/**
 * The compute utilization of the dearest request, in percent: the median of its measurements, for a
 * single one may be far off. A request is measured again only if its first measurement is
 * above the median of each dearer one. Undefined if AWS reports none.
 */
export async function measureComputeShare(
  runs: readonly MeasuredRun[],
): Promise<number | undefined> {
  let greatest = Number.NEGATIVE_INFINITY;
  const byShare = runs.toSorted((a, b) => readShare(b) - readShare(a));
  for (const run of byShare) {
    if (readShare(run) <= greatest) {
      break;
    }
    greatest = Math.max(greatest, await measureMedian(run));
  }
  return Number.isFinite(greatest) ? greatest : undefined;
}

function readShare({ utilization }: MeasuredRun): number {
  return utilization ?? Number.NEGATIVE_INFINITY;
}

async function measureMedian(run: MeasuredRun): Promise<number> {
  const shares = [readShare(run)];
  for (let i = 1; i < COMPUTE_MEASUREMENTS; i++) {
    shares.push((await run.measureAgain()) ?? readShare(run));
  }
  return shares.toSorted((a, b) => a - b)[Math.floor(shares.length / 2)]!;
}
