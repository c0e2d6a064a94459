import { GateError } from '../../host/errors.js';
import { vmEngine } from '../../runtime/sandbox.js';
import {
  acceptanceProbes,
  failureProbes,
  preflightProbes,
  publicPathProbes,
  refusalProbes,
  revocationProbes,
} from '../probes/cases.js';
import { protectedFolder } from '../probes/expected.js';
import type { Probe } from '../probes/probe.js';
import { PROBE_TIME } from '../probes/request.js';
import { createCall, findOutcomeProblem } from './call.js';
import { FUNCTION_FILE, type Gate } from './gate.js';

const GATE = 'probes';

/**
 * What the configuration asks for, put to the file itself. The vectors know a few configurations; this looks at the one at hand, by
 * code that shares nothing with the function's.
 */
export const probes: Gate = {
  name: GATE,
  async check(artifact) {
    const { config } = artifact;
    const folder = protectedFolder(config);
    if (folder === undefined) {
      throw new GateError(
        GATE,
        FUNCTION_FILE,
        'no protected path found to probe; shorten publicPaths',
      );
    }
    const all: Probe[] = [
      ...publicPathProbes(config),
      ...refusalProbes(config, folder),
      ...acceptanceProbes(config, folder),
      ...revocationProbes(config, folder),
      ...preflightProbes(config, folder),
      ...failureProbes(config, folder),
    ];
    const calls = all.map((probe) => createCall(GATE, artifact, { now: PROBE_TIME, ...probe }));
    let at = 0;
    for await (const outcome of vmEngine.run(calls)) {
      const { what, judge } = all[at++]!;
      const problem = findOutcomeProblem(outcome, judge);
      if (problem !== undefined) {
        throw new GateError(GATE, FUNCTION_FILE, `${what}: ${problem}`);
      }
    }
  },
};
