import { splitRing } from '../../config/key-ring.js';
import { GateError } from '../../host/errors.js';
import { type Gate, lineAndColumn } from './gate.js';

/** Refuses a KVS build that contains its secret, or text that looks like a secret. */
export const secrecy: Gate = {
  name: 'secrecy',
  check({ code, config, ring }) {
    if (config.secret === 'embedded') {
      return;
    }
    const lower = code.toLowerCase();
    for (const secret of splitRing(ring)) {
      refuseIfFound(code, lower.indexOf(secret), 'the code contains the secret');
    }
    // A configured URL may contain a long hexadecimal id, which is not a secret.
    const configured = JSON.stringify(config);
    for (const run of code.matchAll(/[\da-f]{32,}/gi)) {
      if (!configured.includes(run[0])) {
        refuseIfFound(
          code,
          run.index,
          `${run[0].length} hexadecimal digits, which may be a secret`,
        );
      }
    }
  },
};

function refuseIfFound(code: string, offset: number, problem: string): void {
  if (offset >= 0) {
    throw new GateError('secrecy', lineAndColumn(code, offset), problem);
  }
}
