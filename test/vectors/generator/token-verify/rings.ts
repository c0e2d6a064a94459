import { FIRST, FOREIGN, FOURTH, LATER, NOW, SECOND, THIRD, USER } from '../support/keys.js';
import { token } from '../support/token.js';
import { accepts, type Draft, type Inputs, rejects } from './case.js';

const RING = `${FIRST},${SECOND},${THIRD},${FOURTH}`;

const ring = (secret = RING): Inputs => ({ secret, flags: ['KeyRing'] });

export const rings: Draft[] = [
  accepts('signed with the first of four', USER, ring(), LATER, FIRST),
  accepts('signed with the second of four', USER, ring(), LATER, SECOND),
  accepts('signed with the third of four', USER, ring(), LATER, THIRD),
  accepts('signed with the fourth of four', USER, ring(), LATER, FOURTH),
  rejects('signed with none of four', token(USER, LATER, FOREIGN), 'bad_signature', ring()),
  accepts('signed with the second of two', USER, ring(`${FIRST},${SECOND}`), LATER, SECOND),
  rejects(
    'signed with a secret that has left the ring',
    token(USER, LATER, THIRD),
    'bad_signature',
    ring(`${FIRST},${SECOND}`),
  ),
  rejects(
    'signed with two secrets of the ring as one key',
    token(USER, LATER, FIRST + SECOND),
    'bad_signature',
    ring(`${FIRST},${SECOND}`),
  ),
  accepts(
    'secrets of different lengths, the short one verifies',
    USER,
    ring(`${FIRST},${'ab'.repeat(16)}`),
    LATER,
    'ab'.repeat(16),
  ),
  accepts(
    'secrets of different lengths, the long one verifies',
    USER,
    ring(`${FIRST},${'cd'.repeat(128)}`),
    LATER,
    'cd'.repeat(128),
  ),
  rejects('expired under the second of two', token(USER, NOW - 1, SECOND), 'expired', {
    secret: `${FIRST},${SECOND}`,
    flags: ['KeyRing', 'Expiry'],
  }),
];
