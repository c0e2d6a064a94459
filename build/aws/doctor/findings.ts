import type { LocalSites } from '../../compile/find-exposed.js';
import type { Deployment } from '../../config/deployment.js';
import type { ResolvedConfig } from '../../config/edge-config.js';
import { nameToolStep } from '../managing-tools.js';
import type { FunctionMetrics } from '../resources/metrics.js';
import type { LiveAnswers } from '../survey/live-answers.js';
import type { ReadResult } from '../survey/read-result.js';
import type { Survey } from '../survey/survey.js';
import type { Site } from './doors/site.js';
import type { Surroundings } from './doors/surroundings.js';

/** Everything that the checks evaluate. */
export interface CheckInput extends Survey {
  readonly config: ResolvedConfig;
  readonly deployment: Deployment;
  /** In Unix seconds, by AWS's clock if AWS stated its time. */
  readonly now: number;
  /**
   * Cut-offs of single users, at most one page of them; read only if LIVE was built without
   * revocation.
   */
  readonly userCutOffs: ReadResult<readonly string[] | undefined>;
  /** What LIVE answers; undefined if this package did not create the LIVE function. */
  readonly liveAnswers: ReadResult<LiveAnswers | undefined>;
  /**
   * Seconds by which this machine's clock is ahead of AWS's; undefined if no answer stated AWS's
   * time.
   */
  readonly clockSkew: number | undefined;
  /** Undefined if there are none, or CloudWatch's package is not installed. */
  readonly metrics: ReadResult<FunctionMetrics | undefined>;
  /** The built sites of the project on this machine; left out if nobody has looked. */
  readonly sites?: LocalSites;
  /** What the distribution refers to. */
  readonly surroundings: Surroundings;
}

/** Evaluates one part of the input, without side effects. */
export type Check = (input: CheckInput) => readonly Finding[];

/** Looks for one kind of door: a way around the function, or to what belongs to another user. */
export type DoorCheck = (site: Site, surroundings: Surroundings) => readonly Finding[];

/**
 * `error`: a user who should be let in is refused, or the other way round. `warning`: an error will
 * follow. `note`: usually intended.
 */
export type Severity = 'error' | 'warning' | 'note';

/** One problem that was found. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was found, with its name. */
  readonly what: string;
  readonly why: string;
  /** The command that fixes it, or what else to do. */
  readonly fix: string;
}

export type FindingCode = keyof typeof FINDINGS;

/** `severity` is given if the finding is less severe here than elsewhere. */
export function createFinding(
  code: FindingCode,
  what: string,
  fix: string,
  severity: Severity = FINDINGS[code].severity,
): Finding {
  return { code, severity, why: FINDINGS[code].why, what, fix };
}

/** Has the fix of a finding name the step of the tool that manages the distribution. */
export function nameOwnersStep(finding: Finding, deployment: Deployment): Finding {
  const { place }: FindingKind = FINDINGS[finding.code];
  return place === undefined ? finding : { ...finding, fix: nameToolStep(finding.fix, deployment) };
}

interface FindingKind {
  readonly severity: Severity;
  /** Where the fix is made; undefined if a command of this package or a person makes it. */
  readonly place?: 'distribution';
  /** Why it matters. */
  readonly why: string;
}

/** Every kind of finding, in the order of the report. docs/doctor.md has the same list. */
export const FINDINGS = {
  'function-missing': error('nothing guards the site'),
  'function-foreign': error(
    'it may let everybody in, and no command of this package touches what it did not make',
  ),
  'function-not-live': error('CloudFront runs LIVE only, so nothing guards the site'),
  'build-fails': error('what is LIVE cannot be compared, and nothing can be deployed'),
  'function-outdated': warning('LIVE may lack fixes'),
  'function-differs': warning('viewers get another configuration than the one in your files'),
  'function-runtime': warning(
    'code that runs on one runtime may throw on the other, for every viewer',
  ),
  'function-unpublished': warning('the next publication makes it LIVE, perhaps untested'),
  'revocation-ignored': error('users who were logged out everywhere still get in'),

  'live-fails': error(
    'viewers get a 503, and after enough of them CloudFront throttles the function for all',
  ),
  'live-refuses': error('nobody who has logged in gets in'),
  'live-open': error('everybody gets in, logged in or not'),
  'compute-limit': error('CloudFront is likely to throttle such a function: 503 for everybody'),
  'compute-high': warning(
    'AWS advises to optimize it: CloudFront is likely to throttle from 71 % on',
  ),
  'executions-failed': warning(
    'each was a 503 for a viewer, and after enough of them CloudFront throttles the function for all',
  ),
  'executions-throttled': warning('each was a 503 for a viewer, logged in or not'),
  'compute-measured': warning(
    'AWS advises to optimize it: CloudFront is likely to throttle from 71 % on',
  ),

  'store-missing': error('the function finds no secret: 503 for everybody who has logged in'),
  'store-not-ready': error('until it is READY no function can read it'),
  'store-not-associated': error(
    'the function finds no secret: 503 for everybody who has logged in',
  ),
  'store-other': error(
    'the function reads that store, so what the commands write to this one has no effect',
  ),
  'store-nearly-full': warning(
    'a store holds at most 5 MB; once it is full, nobody can be logged out everywhere',
  ),
  'ring-missing': error('the function finds no secret: 503 for everybody who has logged in'),
  'ring-unusable': error(
    'one unusable secret makes the whole ring unusable: 503 for everybody who has logged in',
  ),
  'ring-full': warning('a rotation has to add a secret before it can remove one'),

  'cut-off-unusable': error('it refuses everybody, even users who log in again'),
  'cut-off-far': error('until then it refuses everybody, even users who log in again'),

  'secret-missing': error('the backends find no secret to sign with: nobody can log in'),
  'secret-deleted': error(
    'the backends cannot read it: nobody can log in once they have to read it again; it is gone in 30 days at most',
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
    'it logs nobody out, but the old secret stays until the rotation continues',
  ),
  'ring-order': note(
    'the edge accepts tokens of both secrets in any order; a rotation was interrupted here',
  ),
  'rotation-due': note('the longer both secrets are accepted, the longer the old one can leak'),
  'emergency-interrupted': error(
    'the leaked secret may still be accepted, or the two sides disagree',
  ),
  'leaked-secret-lingers': error(
    'a backend that follows the rotation verifies with AWSPREVIOUS too, so it accepts the leaked secret',
  ),
  'retired-secret-lingers': warning(
    'a backend that follows the rotation verifies with AWSPREVIOUS too, so it accepts the old secret',
  ),

  'distribution-none': note('doctor cannot check whether the function guards anything'),
  'distribution-missing': error('doctor cannot check what serves the site'),
  'distribution-disabled': inDistribution(warning('it answers no requests')),
  'distribution-staging': inDistribution(
    warning(
      'some viewers are served by the staging distribution, and promoting it replaces these behaviors with its own',
    ),
  ),
  'distribution-deploying': warning(
    'some edge locations still answer as before, perhaps without the function',
  ),
  'distribution-managed': warning(
    'an update by that tool can take the function off again, and the site is then open to everyone',
  ),
  'distribution-same-bucket': inDistribution(
    warning(
      'everybody gets the same files there without a login, by the address of that distribution',
    ),
  ),

  'origin-open': inDistribution(
    error(
      'everybody who guesses the address of the bucket gets the files, past CloudFront and the function',
    ),
  ),
  'origin-header-only': inDistribution(
    warning(
      'everybody who learns the header gets the files past the function, and everybody does if the bucket policy does not ask for it',
    ),
  ),
  'tenant-firewall-off': inDistribution(
    warning('requests to its domains reach the site unfiltered'),
  ),
  'tenant-origin': inDistribution(
    warning(
      'its domains are served from an origin that doctor does not see, which may be open or hold other files',
    ),
  ),

  'behavior-missing': error('a behavior that is open may serve what should be guarded'),
  'behavior-open': inDistribution(error('everybody gets what it serves, logged in or not')),
  'behavior-taken': inDistribution(
    error('CloudFront runs a single function there, and it is not the one that guards the site'),
  ),
  'behavior-shadowed': inDistribution(
    error('everybody gets it without a login: the first behavior that matches a path serves it'),
  ),
  'behavior-same-files': inDistribution(
    warning('files of the site that it serves are open to everybody, from the same origin'),
  ),
  'behavior-edge-code': warning(
    'that code may send the request to guarded files, or change the Set-Cookie of a login; doctor does not see what it does',
  ),
  'backend-replaced': warning('a request of the app to its API gets the page of the app'),
  'behavior-not-guarded': inDistribution(
    note('what it serves is open, unless its origin asks for a login itself'),
  ),

  'login-gated': note('the function lets the login path through, but nothing beside or below it'),
  'login-at-s3': inDistribution(
    error('a bucket can log nobody in, and every redirect to the login ends there'),
  ),
  'login-cached': inDistribution(
    error(
      'another visitor may get the answer from the cache, with the Set-Cookie of somebody else: logged in as that user',
    ),
  ),
  'identity-cached': inDistribution(
    error('a user may get the page of another user from the cache'),
  ),
  'login-no-post': inDistribution(
    warning('a login form that is sent by POST gets a 403 from CloudFront'),
  ),
  'login-no-cookies': inDistribution(
    warning(
      'CloudFront removes Cookie from the request and may remove Set-Cookie from the response: the login has no effect, and the redirects loop',
    ),
  ),

  'error-page-open': inDistribution(
    error(
      'CloudFront fetches an error page without running the function: a stranger whose request fails gets that file',
    ),
  ),
  'errors-rewritten': inDistribution(
    warning('a script takes the error for success, and a cache keeps it'),
  ),
  'http-allowed': inDistribution(
    error(
      'over http everybody on the way reads the password, and the cookie, which is Secure, never arrives: the redirects to the login loop',
    ),
  ),
  'identity-header': inDistribution(note('the origin does not learn who is logged in')),

  'secret-in-site': error(
    'everybody who is logged in can read it there, and sign tokens for any user',
  ),
  'function-in-site': warning('an upload of this folder publishes the function'),

  'clock-off': warning('tokens made on this machine are valid too long, or not yet long enough'),
  'cannot-look': error('problems there stay hidden'),
  'not-checked': warning('a door there stays hidden; everything else was checked'),
} as const satisfies Readonly<Record<string, FindingKind>>;

function inDistribution<const Kind extends FindingKind>(kind: Kind) {
  return { ...kind, place: 'distribution' } as const;
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
