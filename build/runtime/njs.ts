import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call, Engine, Outcome } from './engine.js';
import { type ProcessLimits, type ProcessResult, runWithLimits } from './limited-process.js';
import { CLOUDFRONT_MODULE, DRIVER_SCRIPT } from './njs-script.js';

/** The limits of a process; default 30 seconds and 1 GB. */
export type NjsOptions = Partial<ProcessLimits>;

// njs 0.7.9 can use up all memory if an async function throws.
const LIMITS: ProcessLimits = { seconds: 30, kilobytes: 1_000_000 };

// njs does not free the memory of past calls before its process ends.
const CALLS_PER_PROCESS = 2000;

// How often a process is started again for the remaining calls if a call has ended it.
const RESTARTS = 3;

const FUNCTION_FILE = 'viewer-request.js';

/**
 * Creates an engine from an njs program. It runs up to 2,000 calls of one function in one process.
 */
export function createNjsEngine(program: string, name: string, options: NjsOptions = {}): Engine {
  const limits = { ...LIMITS, ...options };
  return {
    name,
    async *run(calls) {
      const outcomes: Outcome[] = [];
      for (const indexes of groupByFunction(calls)) {
        const batch = indexes.map((index) => calls[index]!);
        const batchOutcomes = await withTemporaryFolder((folder) =>
          runBatch(folder, program, batch, limits),
        );
        indexes.forEach((index, i) => {
          outcomes[index] = batchOutcomes[i]!;
        });
      }
      yield* outcomes;
    },
  };
}

/** Groups the indexes of the calls by function, in batches for one process. */
function groupByFunction(calls: readonly Call[]): number[][] {
  const batches: number[][] = [];
  const unfilled = new Map<string, number[]>();
  calls.forEach(({ code }, index) => {
    let batch = unfilled.get(code);
    if (!batch || batch.length === CALLS_PER_PROCESS) {
      batch = [];
      unfilled.set(code, batch);
      batches.push(batch);
    }
    batch.push(index);
  });
  return batches;
}

async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // Only its owner can read this folder. The function may contain an embedded secret.
  const folder = await mkdtemp(join(tmpdir(), 'pocket-spa-auth-njs-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runBatch(
  folder: string,
  program: string,
  batch: readonly Call[],
  limits: ProcessLimits,
): Promise<Outcome[]> {
  await writeFile(join(folder, FUNCTION_FILE), batch[0]!.code + DRIVER_SCRIPT);
  await writeFile(join(folder, 'cloudfront'), CLOUDFRONT_MODULE);
  const outcomes: Outcome[] = [];
  for (let starts = 0; outcomes.length < batch.length; starts++) {
    const rest = batch.slice(outcomes.length);
    const { answers, ending } = await runProcess(folder, program, rest, limits);
    outcomes.push(...answers);
    // Calls are answered one after the other, so the first call without an answer is the one that
    // ended the process.
    const unanswered = batch.length - outcomes.length;
    const failed = starts < RESTARTS ? Math.min(unanswered, 1) : unanswered;
    for (let i = 0; i < failed; i++) {
      outcomes.push({ problem: describeEnding(ending) });
    }
  }
  return outcomes;
}

async function runProcess(
  folder: string,
  program: string,
  calls: readonly Call[],
  limits: ProcessLimits,
): Promise<{ answers: Outcome[]; ending: ProcessResult }> {
  const lines = calls.map(({ kvs = {}, now, event, rawQuery }) =>
    JSON.stringify({ kvs, now, event, rawQuery }),
  );
  await writeFile(join(folder, 'calls'), lines.join('\n'));
  await writeFile(join(folder, 'answers'), '');
  // -u removes the Function constructor, as CloudFront does.
  const args = ['-u', '-p', folder, join(folder, FUNCTION_FILE), folder];
  const ending = await runWithLimits(program, args, limits);
  const answers = (await readFile(join(folder, 'answers'), 'utf8')).split('\n').slice(0, -1);
  return { answers: answers.map((line) => JSON.parse(line) as Outcome), ending };
}

// The engine's output may quote the function or a value, so only the error's name and line are
// used.
function describeEnding({ status, printed, timedOut }: ProcessResult): string {
  if (timedOut) {
    return 'did not end in time';
  }
  const [, name, line] =
    /\b([A-Z][A-Za-z]*Error)\b(?:[\s\S]*?viewer-request\.js:(\d+))?/.exec(printed) ?? [];
  if (name) {
    return `failed with ${name}${line ? ` at ${FUNCTION_FILE}:${line}` : ''}`;
  }
  return status === 0 ? 'returned a promise that never settles' : 'ended the engine';
}
