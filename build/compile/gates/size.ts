import { GateError } from '../../host/errors.js';
import { FUNCTION_SIZE_LIMIT } from '../../platform/limits.js';
import { FUNCTION_FILE, type Gate, lineAndColumn } from './gate.js';

/** Refuses characters that are not printable ASCII. */
export const ascii: Gate = {
  name: 'ASCII',
  check({ code }) {
    const at = code.search(/[^\n\x20-\x7e]/);
    if (at >= 0) {
      throw new GateError(
        'ASCII',
        lineAndColumn(code, at),
        'a character that is not printable ASCII',
      );
    }
  },
};

/** Refuses an empty file and a file over CloudFront's limit. */
export const size: Gate = {
  name: 'size',
  check({ code }) {
    const bytes = Buffer.byteLength(code);
    if (bytes === 0 || bytes > FUNCTION_SIZE_LIMIT) {
      throw new GateError(
        'size',
        FUNCTION_FILE,
        `${bytes} bytes; CloudFront accepts 1 to ${FUNCTION_SIZE_LIMIT}: switch features off or shorten publicPaths`,
      );
    }
  },
};
