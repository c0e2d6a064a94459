import { FIRST, LATER, SECOND, USER } from '../support/keys.js';
import { alter, type Token, token } from '../support/token.js';
import { accepted, bad, type Draft, NAME, named, reads, readsHeader, refused } from './case.js';

export const verification: Draft[] = [
  reads('the very second of expiry', named(token()), accepted(), { now: LATER, flags: ['Expiry'] }),
  reads('one second after expiry', named(token()), refused('expired'), {
    now: LATER + 1,
    flags: ['Expiry'],
  }),
  reads('one second after expiry with tolerance 1', named(token()), accepted(), {
    now: LATER + 1,
    clockTolerance: 1,
    flags: ['Expiry'],
  }),
  reads('two seconds after expiry with tolerance 1', named(token()), refused('expired'), {
    now: LATER + 2,
    clockTolerance: 1,
    flags: ['Expiry'],
  }),
  reads('the second secret of a ring', named(token(USER, LATER, SECOND)), accepted(), {
    secret: `${FIRST},${SECOND}`,
    flags: ['KeyRing'],
  }),
  reads('two cookies under two secrets', named(bad, token(USER, LATER, SECOND)), accepted(), {
    secret: `${FIRST},${SECOND}`,
    flags: ['KeyRing', 'Duplicate'],
  }),
  reads('the empty key', named(token(USER, LATER, '')), refused('bad_signature'), {
    flags: ['EmptyKey'],
  }),
  reads('a cookie as it stands after logging out', named(''), refused('malformed')),
];

const cookieHeader = (before: string, after: string): Token =>
  alter(token(), (all) => before + all + after);

export const syntax: Draft[] = [
  readsHeader('an empty header', '', refused('missing')),
  readsHeader(
    'no space after the semicolon',
    cookieHeader(`theme=dark;${NAME}=`, ';x=y'),
    accepted(),
  ),
  readsHeader('white space round the pair', cookieHeader(`  ${NAME}=`, '  '), accepted()),
  readsHeader('empty parts', cookieHeader(`;; ;${NAME}=`, ';;'), accepted()),
  readsHeader('a part without "="', cookieHeader(`junk; ${NAME}=`, ''), accepted()),
  readsHeader(
    'a semicolon inside quotes still ends the value',
    alter(token('a;b'), (all) => `${NAME}="${all}"`),
    refused('malformed'),
  ),
  readsHeader('5,000 semicolons', cookieHeader(`${';'.repeat(5_000)} ${NAME}=`, ''), accepted()),
  // A browser sends the value of a cookie without a name like this.
  readsHeader('the name without "="', NAME, refused('missing')),
  readsHeader('the name without "=", among others', `a=b; ${NAME}; c=d`, refused('missing')),
  readsHeader(
    'the name without "=" takes no place',
    cookieHeader(`${`${NAME}; `.repeat(4)}${NAME}=`, ''),
    accepted(),
  ),
  readsHeader(
    'an "=" of the next cookie belongs to that one',
    cookieHeader(`${NAME}; theme=`, ''),
    refused('missing'),
  ),
  readsHeader('a name that is empty', cookieHeader('=', ''), refused('missing')),
  readsHeader(
    'a name that is empty, before the pair',
    cookieHeader(`=${NAME}=`, ''),
    refused('missing'),
  ),
  readsHeader('a space before "="', cookieHeader(`${NAME} =`, ''), accepted()),
  readsHeader(
    'a tab before "=", and a space after it',
    cookieHeader(`${NAME}\t= `, ''),
    accepted(),
  ),
  readsHeader(
    'spaces and tabs on every side',
    cookieHeader(` \t${NAME} \t=\t `, '\t ;x=y'),
    accepted(),
  ),
  readsHeader(
    'another blank is part of the name',
    cookieHeader(`${NAME}\v=`, ''),
    refused('missing'),
  ),
  readsHeader(
    'a blank inside the name is part of it',
    cookieHeader(`${NAME.replace('-', ' ')}=`, ''),
    refused('missing'),
  ),
];
