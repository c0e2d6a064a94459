import { FIRST, LATER, SECOND, USER } from '../../support/keys.js';
import { token } from '../../support/token.js';
import type { Draft } from '../case.js';
import { unavailable } from '../outcomes.js';
import { asked, entry, letIn, refused, refusedAs } from './ask.js';

/** The cut-off for everybody, behind the ring. */
export function everybody(): Draft[] {
  return [...suffixes(), ...rings(), ...together()];
}

const all = (cutOff: number | string, ring = FIRST) => ({ secret: `${ring};${cutOff}` });

function suffixes(): Draft[] {
  return [
    refused("everybody's cut-off at the expiry", all(LATER)),
    refused("everybody's cut-off one second after the expiry", all(LATER + 1)),
    letIn("everybody's cut-off one second before the expiry", all(LATER - 1)),
    letIn("everybody's cut-off of 0", all(0)),
    refused('a ";" with nothing behind it', all('')),
    refused('a ";" with white space behind it', all(' \n')),
    refused('a ";" with garbage behind it', all('x')),
    refused('a ";" with a second secret behind it', all(SECOND)),
    refused('a ";" with a number in another notation behind it', all('1e9')),
    letIn('white space round ring and cut-off', all(` ${LATER - 1}\n`, ` ${FIRST} `)),
    refused('white space round ring and cut-off, at the expiry', all(` ${LATER}\n`, ` ${FIRST} `)),
    letIn('what a second ";" begins does not count', all(`${LATER - 1};${LATER}`)),
    refused('what a second ";" begins does not count, at the expiry', all(`${LATER};0`)),
    refused('two ";" in a row leave the cut-off empty', all(`;${LATER - 1}`)),
  ];
}

function rings(): Draft[] {
  const two = `${FIRST},${SECOND}`;
  const second = token(USER, LATER, SECOND);
  const unusable = { flags: ['Revocation', 'UnusableSecret'] };
  const short = FIRST.slice(0, 48);
  return [
    letIn('a ring of two, the first signed', all(LATER - 1, two)),
    letIn('a ring of two, the second signed', all(LATER - 1, two), second),
    refused('a ring of two, the second signed, at the expiry', all(LATER, two), second),
    refusedAs('bad_signature', 'what stands behind the ";" is no secret', all(SECOND), second),
    // A ring of one secret of 32 bytes has this length too.
    letIn(
      'ring and cut-off of 64 characters',
      all(`     ${LATER - 1}`, short),
      token(USER, LATER, short),
    ),
    unavailable(asked('no ring before the ";"', { ...all(LATER - 1, ''), ...unusable })),
    unavailable(asked('an unusable ring before the ";"', { ...all(LATER - 1, 'zz'), ...unusable })),
    unavailable(
      asked('a ring that ends in a comma before the ";"', {
        ...all(LATER - 1, `${FIRST},`),
        ...unusable,
      }),
    ),
  ];
}

function together(): Draft[] {
  return [
    refused("the user's at the expiry, everybody's before", { ...all(LATER - 1), ...entry(LATER) }),
    refused("everybody's at the expiry, the user's before", { ...all(LATER), ...entry(LATER - 1) }),
    refused('both at the expiry', { ...all(LATER), ...entry(LATER) }),
    letIn('both before the expiry', { ...all(LATER - 1), ...entry(LATER - 2) }),
    refused("the user's garbage, everybody's before", { ...all(LATER - 1), ...entry('x') }),
    refused("everybody's garbage, the user's before", { ...all('x'), ...entry(LATER - 1) }),
  ];
}
