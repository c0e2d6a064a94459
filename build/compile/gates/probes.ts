import type { ResolvedConfig } from '../../config/edge-config.js';
import { GateError } from '../../host/errors.js';
import { vmEngine } from '../../runtime/sandbox.js';
import {
  acceptanceProbes,
  failureProbes,
  preflightProbes,
  refusalProbes,
  revocationProbes,
} from '../probes/cases.js';
import { findProtectedFolder } from '../probes/expected.js';
import type { Probe } from '../probes/probe.js';
import { publicPathProbes } from '../probes/public-paths.js';
import { PROBE_TIME } from '../probes/request.js';
import { createCall, findOutcomeProblem } from './call.js';
import { FUNCTION_FILE, type Gate } from './gate.js';

const GATE = 'probes';

/**
 * Runs the file with requests that are derived from its configuration. The vectors cover a few
 * configurations only; the probes cover every configuration, with code that shares nothing with the
 * function.
 */
export const probes: Gate = {
  name: GATE,
  isWithoutHooks: true,
  async check(artifact) {
    const all = listProbes(artifact.config);
    const calls = all.map((probe) => createCall(GATE, artifact, { now: PROBE_TIME, ...probe }));
    let index = 0;
    for await (const outcome of vmEngine.run(calls)) {
      const { title, check } = all[index++]!;
      const problem = findOutcomeProblem(outcome, check);
      if (problem !== undefined) {
        throw new GateError(GATE, FUNCTION_FILE, `${title}: ${problem}`);
      }
    }
  },
};

/** The probes of a configuration. */
export function listProbes(config: ResolvedConfig): Probe[] {
  const folder = findProtectedFolder(config);
  if (folder === undefined) {
    throw new GateError(
      GATE,
      FUNCTION_FILE,
      'no protected path was found to send a request to; shorten publicPaths',
    );
  }
  return [
    ...publicPathProbes(config),
    ...refusalProbes(config, folder),
    ...acceptanceProbes(config, folder),
    ...revocationProbes(config, folder),
    ...preflightProbes(config, folder),
    ...failureProbes(config, folder),
  ];
}
