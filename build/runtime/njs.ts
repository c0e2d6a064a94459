import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call, Engine, Outcome } from './engine.js';
import { CLOUDFRONT_MODULE, DRIVER_SCRIPT } from './njs-script.js';
import { type ProcessLimits, type ProcessResult, runWithLimits } from './process.js';

/** What an engine may take. */
export type NjsOptions = Partial<ProcessLimits>;

// njs never gives memory back while it runs, and 0.7.9 can take all there is when an async function throws.
const LIMITS: ProcessLimits = { seconds: 30, kilobytes: 1_000_000 };

// Memory of past calls stays taken until the process ends.
const CALLS_A_PROCESS = 2000;

// A process that a call has ended is started anew for the calls after it, this often.
const RESTARTS = 3;

const FILE = 'viewer-request.js';

/** An njs program as an engine: it runs the calls of one function in one process, 2,000 at most. */
export function njsEngine(program: string, name: string, options: NjsOptions = {}): Engine {
  const limits = { ...LIMITS, ...options };
  return {
    name,
    async *run(calls) {
      const outcomes: Outcome[] = [];
      for (const indexes of batchesOf(calls)) {
        const batch = indexes.map((index) => calls[index]!);
        const answers = await inFolder((folder) => runBatch(folder, program, batch, limits));
        indexes.forEach((index, at) => {
          outcomes[index] = answers[at]!;
        });
      }
      yield* outcomes;
    },
  };
}

/** The calls of each function together, by their indexes. */
function batchesOf(calls: readonly Call[]): number[][] {
  const batches: number[][] = [];
  const open = new Map<string, number[]>();
  calls.forEach(({ code }, index) => {
    let batch = open.get(code);
    if (!batch || batch.length === CALLS_A_PROCESS) {
      batch = [];
      open.set(code, batch);
      batches.push(batch);
    }
    batch.push(index);
  });
  return batches;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // For its owner alone: an embedded secret stands in the function.
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
  await writeFile(join(folder, FILE), batch[0]!.code + DRIVER_SCRIPT);
  await writeFile(join(folder, 'cloudfront'), CLOUDFRONT_MODULE);
  const outcomes: Outcome[] = [];
  for (let starts = 0; outcomes.length < batch.length; starts++) {
    const rest = batch.slice(outcomes.length);
    const { answers, ending } = await runProcess(folder, program, rest, limits);
    outcomes.push(...answers);
    // Calls are answered one after the other, so the first without an answer is the one that ended it.
    const left = batch.length - outcomes.length;
    const lost = starts < RESTARTS ? Math.min(left, 1) : left;
    for (let at = 0; at < lost; at++) {
      outcomes.push({ problem: problemOf(ending) });
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
  // -u takes the Function constructor away, as the platform does.
  const args = ['-u', '-p', folder, join(folder, FILE), folder];
  const ending = await runWithLimits(program, args, limits);
  const answers = (await readFile(join(folder, 'answers'), 'utf8')).split('\n').slice(0, -1);
  return { answers: answers.map((line) => JSON.parse(line) as Outcome), ending };
}

// What the engine printed may quote the function or a value, so only the error's name and place are kept.
function problemOf({ status, printed, timedOut }: ProcessResult): string {
  if (timedOut) {
    return 'did not end in time';
  }
  const [, name, line] =
    /\b([A-Z][A-Za-z]*Error)\b(?:[\s\S]*?viewer-request\.js:(\d+))?/.exec(printed) ?? [];
  if (name) {
    return `failed with ${name}${line ? ` at ${FILE}:${line}` : ''}`;
  }
  return status === 0 ? 'returned a promise that never settles' : 'ended the engine';
}
