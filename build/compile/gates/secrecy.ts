import { splitRing } from '../../config/key-ring.js';
import { GateError } from '../../host/errors.js';
import { type Gate, lineAndColumn } from './gate.js';

/** No secret in a build that reads it from the KeyValueStore: neither the one at hand nor anything that looks like one. */
export const secrecy: Gate = {
  name: 'secrecy',
  check({ code, config, ring }) {
    if (config.secret === 'embedded') {
      return;
    }
    const lower = code.toLowerCase();
    for (const secret of splitRing(ring)) {
      refuseAt(code, lower.indexOf(secret), 'the secret stands in the code');
    }
    // A configured address may hold a long hexadecimal id; that is the configuration's own text.
    const configured = JSON.stringify(config);
    for (const run of code.matchAll(/[\da-f]{32,}/gi)) {
      if (!configured.includes(run[0])) {
        refuseAt(code, run.index, `${run[0].length} hexadecimal digits, which may be a secret`);
      }
    }
  },
};

function refuseAt(code: string, offset: number, problem: string): void {
  if (offset >= 0) {
    throw new GateError('secrecy', lineAndColumn(code, offset), problem);
  }
}
