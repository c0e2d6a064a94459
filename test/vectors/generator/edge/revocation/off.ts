import { FIRST, FOREIGN, LATER, SECOND, USER } from '../../support/keys.js';
import { token } from '../../support/token.js';
import type { Ask, Draft } from '../case.js';
import { unavailable } from '../outcomes.js';
import { asked, entry, letIn, refusedAs } from './ask.js';

/** A build without `revocation` ignores all cut-offs. */
export function off(): Draft[] {
  const without = (comment: string, more: Partial<Ask> = {}) =>
    [`off, ${comment}`, { ...more, config: { revocation: false } }] as const;
  const all = (cutOff: number | string, ring = FIRST) => ({ secret: `${ring};${cutOff}` });
  const second = token(USER, LATER, SECOND);
  const short = FIRST.slice(0, 48);
  return [
    letIn(...without('a cut-off at the expiry', entry(LATER))),
    letIn(...without('an entry that cannot be read', entry(null))),
    letIn(...without("everybody's cut-off at the expiry", all(LATER))),
    letIn(...without('a ";" with nothing behind it', all(''))),
    letIn(...without('a ";" with garbage behind it', all('x'))),
    letIn(...without('white space round ring and cut-off', all(` ${LATER}\n`, ` ${FIRST} `))),
    letIn(...without('two ";"', all(`${LATER};0`))),
    letIn(...without('a ring of two', all(LATER, `${FIRST},${SECOND}`)), second),
    letIn(
      ...without('ring and cut-off of 64 characters', all(`     ${LATER}`, short)),
      token(USER, LATER, short),
    ),
    refusedAs(
      'bad_signature',
      ...without("a forged token, everybody's cut-off", all(LATER)),
      token(USER, LATER, FOREIGN),
    ),
    refusedAs(
      'bad_signature',
      ...without('what stands behind the ";" is no secret', all(SECOND)),
      second,
    ),
    unavailable(
      asked(
        ...without('no ring before the ";"', {
          ...all(LATER, ''),
          flags: ['Revocation', 'UnusableSecret'],
        }),
      ),
    ),
    unavailable(
      asked(
        ...without('an unusable ring before the ";"', {
          ...all(LATER, `${FIRST},`),
          flags: ['Revocation', 'UnusableSecret'],
        }),
      ),
    ),
  ];
}
