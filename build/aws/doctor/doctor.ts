import { measureClockSkew } from '../clock-skew.js';
import type { Build, Session } from '../session.js';
import { askLive } from '../survey/live-answers.js';
import { observed } from '../survey/observation.js';
import { observeUserCutOffs, surveyStage } from '../survey/survey.js';
import { checkAccess, checkClock } from './checks/access.js';
import { checkCoverage } from './checks/behaviors.js';
import { checkDistribution } from './checks/distribution.js';
import { checkBuild, checkFunction } from './checks/function.js';
import { checkSecret } from './checks/key-ring.js';
import { checkTrial } from './checks/live.js';
import { checkLogin } from './checks/login.js';
import { checkCutOff, checkStore } from './checks/store.js';
import { type Check, type Evidence, FINDINGS, type Finding, type Severity } from './findings.js';

const CHECKS: readonly Check[] = [
  checkFunction,
  checkBuild,
  checkTrial,
  checkStore,
  checkCutOff,
  checkSecret,
  checkDistribution,
  checkCoverage,
  checkLogin,
  checkClock,
  checkAccess,
];

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

export interface Diagnosis {
  /** What is wrong, the worst first. */
  readonly findings: readonly Finding[];
  /** What was looked at. */
  readonly looked: readonly string[];
}

/**
 * Looks at everything and changes nothing.
 *
 * @throws the first refusal where AWS let nothing be seen at all.
 */
export async function diagnose(session: Session, build: Build): Promise<Diagnosis> {
  const { aws, clock, config, deployment, progress } = session;
  const ahead = measureClockSkew(aws, clock);
  progress.start(`look at ${deployment.name}`);
  const survey = await surveyStage(session, build);
  const cutOffs = await observeUserCutOffs(session, survey);
  progress.start(`run ${deployment.name} with TestFunction`);
  const now = clock.now() - (ahead() ?? 0);
  const trials = await askLive(session, survey, now);
  progress.end();
  const examined = { ...survey, config, deployment, now, cutOffs, trials, ahead: ahead() };
  return { findings: runChecks(examined), looked: listObserved(examined) };
}

/** Pure: what every check has to say, the worst first. */
export function runChecks(examined: Evidence): readonly Finding[] {
  const codes = Object.keys(FINDINGS);
  return CHECKS.flatMap((check) => check(examined)).sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      codes.indexOf(a.code) - codes.indexOf(b.code),
  );
}

/** What was looked at, as the report names it: what nobody could see is not among it. */
export function listObserved(examined: Evidence): readonly string[] {
  const { config, deployment, built, development, live, store, content, current } = examined;
  const { name, secretId, distribution: id } = deployment;
  const trials = observed(examined.trials);
  const distribution = observed(examined.distribution);
  return [
    ...(development.seen && live.seen ? [`function ${name}, DEVELOPMENT and LIVE`] : []),
    ...(observed(built) && observed(live) ? ['LIVE against what the configuration builds'] : []),
    ...(trials ? [`TestFunction on LIVE${trials.valid ? ', with a token and without' : ''}`] : []),
    ...(config.secret === 'kvs' && store.seen && content.seen ? [`KeyValueStore ${name}`] : []),
    ...(current.seen ? [`secret ${secretId}`] : []),
    ...(distribution
      ? [
          `distribution ${id}, its ${1 + (distribution.config.CacheBehaviors?.Items?.length ?? 0)} behaviors`,
        ]
      : []),
    ...(examined.ahead === undefined ? [] : ["this machine's clock"]),
  ];
}
