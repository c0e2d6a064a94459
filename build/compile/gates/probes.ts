import { vmEngine } from '../../engine/vm.js';
import { GateError } from '../../errors.js';
import { callOf } from './call.js';
import { FILE, type Gate } from './gate.js';
import { problemIn } from './outcome.js';
import { failing } from './probe/failing.js';
import { openPaths } from './probe/open.js';
import { preflight } from './probe/preflight.js';
import type { Probe } from './probe/probe.js';
import { refused } from './probe/refused.js';
import { revoked } from './probe/revoked.js';
import { NOW } from './probe/token.js';
import { verified } from './probe/verified.js';
import { protectedFolder } from './protected.js';

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
      throw new GateError(GATE, FILE, 'no protected path found to probe; shorten publicPaths');
    }
    const all: Probe[] = [
      ...openPaths(config),
      ...refused(config, folder),
      ...verified(config, folder),
      ...revoked(config, folder),
      ...preflight(config, folder),
      ...failing(config, folder),
    ];
    const calls = all.map((probe) => callOf(GATE, artifact, { now: NOW, ...probe }));
    let at = 0;
    for await (const outcome of vmEngine.run(calls)) {
      const { what, judge } = all[at++]!;
      const problem = problemIn(outcome, judge);
      if (problem !== undefined) throw new GateError(GATE, FILE, `${what}: ${problem}`);
    }
  },
};
