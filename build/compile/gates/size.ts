import { GateError } from '../../errors.js';
import { FILE, type Gate, placeOf } from './gate.js';

/** The platform's limit for a function, comments included. It is not adjustable and shows only at upload. */
export const SIZE_LIMIT = 10_240;
/** From here on the build warns: a later release or a longer configuration might not fit. */
export const SIZE_WARNING = 8_192;

export const ascii: Gate = {
  name: 'ASCII',
  check({ code }) {
    const at = code.search(/[^\n\x20-\x7e]/);
    if (at >= 0) {
      throw new GateError(
        'ASCII',
        placeOf(code, at),
        'holds a character that is not printable ASCII',
      );
    }
  },
};

export const size: Gate = {
  name: 'size',
  check({ code }) {
    const bytes = Buffer.byteLength(code);
    if (bytes === 0 || bytes > SIZE_LIMIT) {
      throw new GateError(
        'size',
        FILE,
        `${bytes} bytes; CloudFront takes 1 to ${SIZE_LIMIT}: switch features off or shorten publicPaths`,
      );
    }
  },
};
