import { expect, it } from 'vitest';
import { privately } from '../../../signer/adapters/cache-control.js';

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
  // What contradicts the rest goes.
  ['private, s-maxage=60', 'private'],
  ['no-store, public', 'no-store'],
])('%j becomes %j', (value, expected) => {
  expect(privately(value)).toBe(expected);
});

it.each(['private', 'no-store', 'Private,max-age=0', 'no-cache,  no-store'])(
  '%j stays as it is, to the space',
  (value) => expect(privately(value)).toBe(value),
);
