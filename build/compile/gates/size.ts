import { GateError } from '../../host/errors.js';
import { FUNCTION_SIZE_LIMIT } from '../../platform/limits.js';
import { FUNCTION_FILE, type Gate, lineAndColumn } from './gate.js';

export const ascii: Gate = {
  name: 'ASCII',
  check({ code }) {
    const at = code.search(/[^\n\x20-\x7e]/);
    if (at >= 0) {
      throw new GateError(
        'ASCII',
        lineAndColumn(code, at),
        'holds a character that is not printable ASCII',
      );
    }
  },
};

export const size: Gate = {
  name: 'size',
  check({ code }) {
    const bytes = Buffer.byteLength(code);
    if (bytes === 0 || bytes > FUNCTION_SIZE_LIMIT) {
      throw new GateError(
        'size',
        FUNCTION_FILE,
        `${bytes} bytes; CloudFront takes 1 to ${FUNCTION_SIZE_LIMIT}: switch features off or shorten publicPaths`,
      );
    }
  },
};
