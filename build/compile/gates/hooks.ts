import { relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { HOOKS, type HookName } from '../../config/hooks.js';
import { GateError } from '../../host/errors.js';
import type { FunctionOutput } from '../../platform/event.js';
import type { Engine, Outcome } from '../../runtime/engine.js';
import { vmEngine } from '../../runtime/sandbox.js';
import { compileEdge } from '../bundle.js';
import { readEdgeVectors } from '../edge-vectors.js';
import { findAfterProblem, findBeforeProblem, otherHost, withHost } from '../hook-rules.js';
import { PROBE_TIME } from '../probes/request.js';
import { applyVector } from './applied-vector.js';
import { type CallContext, createCall } from './call.js';
import type { Artifact, Gate } from './gate.js';
import { listProbes } from './probes.js';

/** One request to both functions. */
interface Trial extends CallContext {
  readonly title: string;
  /** Whether a browser could send it. Vectors also have requests that only an attacker sends. */
  readonly isOrdinary: boolean;
}

/**
 * Creates a gate that compares the function with the one without hooks, one hook after the other:
 * a hook must let nobody in whom the function refuses, and has to work on ordinary requests. The
 * function without hooks has passed the probes and the vectors.
 */
export function hooksGate(engine: Engine, name: string): Gate {
  return {
    name,
    async check(artifact) {
      let before: Artifact = { ...artifact, ...(await compileWith(artifact, [])) };
      const built: HookName[] = [];
      for (const hook of HOOKS.filter((each) => artifact.config[each] !== false)) {
        built.push(hook);
        const after = { ...artifact, ...(await compileWith(artifact, built)) };
        await compare(name, engine, hook, before, after);
        before = after;
      }
    },
  };
}

/** Compares the function with its hooks on the engine of Node.js. */
export const hooks: Gate = hooksGate(vmEngine, 'hooks');

/** The function with these hooks alone. */
export async function compileWith(
  { config, ring }: Artifact,
  kept: readonly HookName[],
): Promise<Pick<Artifact, 'code' | 'config'>> {
  const off = Object.fromEntries(
    HOOKS.filter((hook) => !kept.includes(hook)).map((hook) => [hook, false]),
  );
  const changed = { ...config, ...off };
  return { code: await compileEdge(changed, ring), config: changed };
}

async function compare(
  gate: string,
  engine: Engine,
  hook: HookName,
  without: Artifact,
  artifact: Artifact,
): Promise<void> {
  const findProblem = hook === 'before' ? findBeforeProblem : findAfterProblem;
  const notes = new Set<string>();
  for (const { trial, expected, found } of await runBoth(gate, engine, without, artifact)) {
    if (isDeepStrictEqual(expected, found)) {
      continue;
    }
    const { problem, note } =
      'problem' in expected || 'problem' in found || !isObject(found.output)
        ? { problem: { text: `${hook} breaks the function`, opens: true } }
        : findProblem(expected.output, found.output, artifact.config);
    if (problem !== undefined && (problem.opens || trial.isOrdinary)) {
      const path = relative(process.cwd(), artifact.config[hook] as string);
      throw new GateError(gate, path, `${trial.title}: ${problem.text}`);
    }
    if (note !== undefined) {
      notes.add(note);
    }
  }
  for (const note of notes) {
    artifact.note?.(note);
  }
}

/** What came of one request. */
interface Comparison {
  readonly trial: Trial;
  readonly expected: Outcome;
  readonly found: Outcome;
}

async function runBoth(
  gate: string,
  engine: Engine,
  without: Artifact,
  artifact: Artifact,
): Promise<Comparison[]> {
  const run = async (trials: readonly Trial[]): Promise<Comparison[]> => {
    const expected = await runAll(gate, engine, without, trials);
    const found = await runAll(gate, engine, artifact, trials);
    return trials.map((trial, i) => ({ trial, expected: expected[i]!, found: found[i]! }));
  };
  const first = await run(listTrials(artifact));
  // A hook that knows one host only redirects to it. There it shows what else it does.
  const elsewhere = first.flatMap(({ trial, found }) => {
    const host = 'output' in found ? otherHost(trial.event, found.output) : undefined;
    return host === undefined ? [] : [{ ...trial, event: withHost(trial.event, host) }];
  });
  return elsewhere.length === 0 ? first : [...first, ...(await run(elsewhere))];
}

function listTrials(artifact: Artifact): Trial[] {
  const probes = listProbes(artifact.config).map((probe) => ({
    now: PROBE_TIME,
    ...probe,
    isOrdinary: probe.event.request.uri !== null,
  }));
  // One of each reason: the probes have no token that is refused.
  const plain = readEdgeVectors().filter(
    ({ flags, config }) => flags.length === 0 && Object.keys(config).length === 0,
  );
  const vectors = new Map(plain.map((vector) => [vector.reason, vector]));
  const applied = [...vectors.values()].flatMap((one) => {
    const vector = applyVector(one, artifact)?.vector;
    return vector
      ? [{ ...vector, title: `edge vector ${vector.id} (${vector.comment})`, isOrdinary: false }]
      : [];
  });
  return [...probes, ...applied];
}

async function runAll(
  gate: string,
  engine: Engine,
  artifact: Artifact,
  trials: readonly Trial[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const outcome of engine.run(
    trials.map((trial) => createCall(gate, artifact, trial)),
  )) {
    outcomes.push(outcome);
  }
  return outcomes;
}

function isObject(output: FunctionOutput | undefined): output is FunctionOutput {
  return typeof output === 'object' && output !== null;
}
