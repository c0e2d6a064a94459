import { NOW, USER } from '../support/keys.js';
import { alter, token } from '../support/token.js';
import {
  accepted,
  bad,
  type Draft,
  junk,
  named,
  reads,
  refused,
  type Value,
  type Verdict,
} from './case.js';

const old = token(USER, NOW - 1);

const several = (comment: string, values: Value[], verdict: Verdict): Draft =>
  reads(comment, named(...values), verdict, { flags: ['Duplicate'] });

export const duplicates: Draft[] = [
  several('the first of two is valid', [token(), junk], accepted()),
  several('the second of two is valid', [junk, token()], accepted()),
  several('the second is valid, the first one forged', [bad, token()], accepted()),
  several('the second is valid, the first one expired', [old, token()], accepted()),
  several('the third is valid', [junk, old, token()], accepted()),
  several('the fourth is valid', [junk, old, bad, token()], accepted()),
  several(
    'the fourth is valid, three times the same junk before it',
    [junk, junk, junk, token()],
    accepted(),
  ),
  several(
    'the fifth is valid, and too late',
    [junk, junk, junk, junk, token()],
    refused('malformed'),
  ),
  several(
    'the fifth is valid; the reason is that of the first four',
    [junk, old, junk, junk, token()],
    refused('expired'),
  ),
  several('the first valid one wins', [token('first'), token('second')], accepted('first')),
  several('an empty one and a valid one', ['', token()], accepted()),
  several(
    'a quoted one and an encoded one, each forged',
    [alter(bad, (all) => `"${all}"`), alter(bad, (all) => all.replaceAll(':', '%3A'))],
    refused('bad_signature'),
  ),
  several('malformed, then expired', [junk, old], refused('expired')),
  several('expired, then malformed', [old, junk], refused('expired')),
  several('expired, then forged', [old, bad], refused('bad_signature')),
  several('forged, then expired', [bad, old], refused('bad_signature')),
  several(
    'malformed, expired, forged, malformed',
    [junk, old, bad, junk],
    refused('bad_signature'),
  ),
  several(
    'a hundred of junk',
    Array.from({ length: 100 }, () => junk),
    refused('malformed'),
  ),
];
