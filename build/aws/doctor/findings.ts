import type { Deployment } from '../../config/deployment.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import type { LiveAnswers } from '../survey/live-answers.js';
import type { Observation } from '../survey/observation.js';
import type { Survey } from '../survey/survey.js';

/** All that the checks judge. */
export interface Evidence extends Survey {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** Unix seconds, by AWS's clock where it told the time. */
  readonly now: number;
  /** Cut-offs of single users, some of them where there are many; looked for where LIVE does not ask for them. */
  readonly cutOffs: Observation<readonly string[] | undefined>;
  /** What LIVE answers; undefined where there is none of ours. */
  readonly trials: Observation<LiveAnswers | undefined>;
  /** Seconds that this machine's clock is ahead of AWS's; undefined where no answer told the time. */
  readonly ahead: number | undefined;
}

/** Pure: what is wrong in one respect. */
export type Check = (examined: Evidence) => readonly Finding[];

/** `error`: somebody who should be let in is not, or the other way round; `warning`: it will come to that; `note`: as a rule it is meant so. */
export type Severity = 'error' | 'warning' | 'note';

interface Kind {
  readonly severity: Severity;
  /** Why it matters. */
  readonly why: string;
}

/** Everything that can be found, in the order of the report; docs/doctor.md has the same list. */
export const FINDINGS = {
  'function-missing': error('nothing guards the site'),
  'function-foreign': error(
    'it may let everybody in, and no command of this package touches what it did not make',
  ),
  'function-not-live': error('viewers meet LIVE only, so nothing guards the site'),
  'build-fails': error('what is LIVE cannot be compared, and nothing can be deployed'),
  'function-outdated': warning('what was mended since is not LIVE'),
  'function-differs': warning('viewers meet another configuration than the one in your files'),
  'function-runtime': warning('what runs on one runtime may throw on the other, for every viewer'),
  'function-unpublished': warning('whoever publishes next puts it LIVE, perhaps untested'),
  'revocation-ignored': error('users who were logged out everywhere still get in'),

  'live-fails': error(
    'viewers get a 503, and after enough of them CloudFront throttles the function for all',
  ),
  'live-refuses': error('nobody who has logged in gets in'),
  'live-open': error('everybody gets in, logged in or not'),
  'compute-limit': error(
    'CloudFront throttles a function that comes near 100 %: 503 for everybody',
  ),
  'compute-high': warning('near 100 % CloudFront throttles the function'),

  'store-missing': error('the function finds no secret: 503 for everybody who has logged in'),
  'store-not-ready': error('until it is READY no function can read it'),
  'store-not-associated': error(
    'the function finds no secret: 503 for everybody who has logged in',
  ),
  'store-other': error(
    'the function checks with what that store holds; what the commands write here has no effect',
  ),
  'store-nearly-full': warning('a store takes 5 MB; then nobody can be logged out everywhere'),
  'ring-missing': error('the function finds no secret: 503 for everybody who has logged in'),
  'ring-unusable': error(
    'one unusable secret makes the whole ring unusable: 503 for everybody who has logged in',
  ),
  'ring-full': warning('a rotation has to add a secret before it can take one away'),

  'cut-off-unusable': error('it refuses everybody, whoever logs in again too'),
  'cut-off-far': error('until then it refuses everybody, whoever logs in again too'),

  'secret-missing': error('the backends find no secret to sign with: nobody can log in'),
  'secret-deleted': error(
    'the backends are refused it: nobody can log in once they have to read it again; it is gone in 30 days at most',
  ),
  'secret-unusable': error('the backends refuse to start with it: nobody can log in'),
  'secret-version-unusable': warning(
    'a backend that follows the rotation reads this version too, and refuses to start with it',
  ),
  'secret-not-single': error(
    'a backend that takes a single secret fails on a ring: nobody can log in there',
  ),
  'secret-not-at-edge': error('everybody who logs in is sent back to the login'),
  'secrets-differ': warning('a token that one side accepts may be refused by the other'),
  'rotation-interrupted': warning(
    'nobody is logged out by it, but until it goes on the secrets are not exchanged',
  ),
  'ring-order': note(
    'the edge accepts a token by either, whatever the order; a rotation was interrupted here',
  ),
  'rotation-due': note('the longer both secrets are accepted, the longer the old one can leak'),
  'emergency-interrupted': error(
    'the leaked secret may still be accepted, or the two sides disagree',
  ),
  'leaked-secret-lingers': error(
    'a backend that follows the rotation verifies with AWSPREVIOUS too, so it accepts the leaked secret',
  ),
  'retired-secret-lingers': warning(
    'a backend that follows the rotation verifies with AWSPREVIOUS too, so the old secret lives on',
  ),

  'distribution-none': note('whether the function guards anything is then not looked at'),
  'distribution-missing': error('what serves the site is not looked at'),
  'distribution-disabled': warning('it answers nobody'),
  'distribution-staging': warning(
    'some viewers are served by the staging distribution, and promoting it puts its behaviors in the place of these',
  ),
  'distribution-deploying': note('some edges still answer as before'),

  'behavior-missing': error('what was to be guarded may be served by a behavior that is open'),
  'behavior-open': error('everybody gets what it serves, logged in or not'),
  'behavior-taken': error('CloudFront runs one function there, and it is not the one that guards'),
  'behavior-same-files': warning(
    'files of the site that it serves are open to everybody, from the same origin',
  ),
  'behavior-not-guarded': note('what it serves is open, unless its origin asks for a login itself'),

  'login-gated': note('the function lets the login path through, but nothing beside or below it'),
  'login-at-s3': error('a bucket logs nobody in: every redirect ends there'),
  'login-no-post': warning('a login form that is sent by POST gets a 403 from CloudFront'),
  'login-no-cookies': warning(
    'CloudFront takes Cookie off the request and may take Set-Cookie off the answer: the login has no effect, and the redirects go round',
  ),

  'errors-rewritten': warning(
    'what the origin forbids looks like success to a script, and a cache keeps it',
  ),
  'http-allowed': warning(
    'the cookie is Secure: over http it never arrives, and the redirects to the login go round',
  ),
  'identity-header': note('the origin does not learn who is logged in'),

  'clock-off': warning('tokens made on this machine are valid too long, or not yet long enough'),
  'cannot-look': error('what is wrong there stays hidden'),
} as const satisfies Readonly<Record<string, Kind>>;

export type FindingCode = keyof typeof FINDINGS;

/** One thing that is not as it should be. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was found, by its name. */
  readonly what: string;
  readonly why: string;
  /** The command that mends it, or what else to do. */
  readonly mend: string;
}

export function finding(code: FindingCode, what: string, mend: string): Finding {
  return { code, ...FINDINGS[code], what, mend };
}

function error(why: string) {
  return { severity: 'error', why } as const;
}

function warning(why: string) {
  return { severity: 'warning', why } as const;
}

function note(why: string) {
  return { severity: 'note', why } as const;
}
