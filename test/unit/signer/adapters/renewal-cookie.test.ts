import { expect, it } from 'vitest';
import { withPrivate } from '../../../../signer/adapters/renewal-cookie.js';

it.each([
  [null, 'private'],
  ['', 'private'],
  [' , ,', 'private'],
  ['max-age=60', 'private, max-age=60'],
  ['public', 'private'],
  ['PUBLIC, max-age=60', 'private, max-age=60'],
  ['max-age=60 , s-maxage=9,immutable', 'private, max-age=60, immutable'],
  ['S-MaxAge = 9', 'private'],
  ['no-cache', 'private, no-cache'],
  // A name that only begins like one of them is another directive.
  ['publicity, private-ish', 'private, publicity, private-ish'],
  // A list in quotes is one directive, whatever it names.
  ['no-cache="a, public"', 'private, no-cache="a, public"'],
  ['private="set-cookie, b", max-age=1', 'private, private="set-cookie, b", max-age=1'],
  ['no-cache="a\\", s-maxage=1', 'private, no-cache="a\\", s-maxage=1'],
  // Directives that contradict the rest are removed.
  ['private, s-maxage=60', 'private'],
  ['no-store, public', 'no-store'],
])('withPrivate turns %j into %j', (value, expected) => {
  expect(withPrivate(value)).toBe(expected);
});

it.each(['private', 'no-store', 'Private,max-age=0', 'no-cache,  no-store'])(
  'withPrivate returns %j unchanged',
  (value) => expect(withPrivate(value)).toBe(value),
);
