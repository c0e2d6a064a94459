import type { LocalSites } from '../../compile/find-exposed.js';
import { measureClockSkew } from '../clock-skew.js';
import type { Build, Session } from '../session.js';
import { testLive } from '../survey/live-answers.js';
import { readLiveMetrics } from '../survey/live-metrics.js';
import { valueOrUndefined } from '../survey/read-result.js';
import { readUserCutOffs, surveyStage } from '../survey/survey.js';
import { checkBehaviors } from './checks/behaviors.js';
import { checkGlobalCutOff, checkIgnoredCutOffs } from './checks/cut-off.js';
import { checkDistribution } from './checks/distribution.js';
import { checkAccess, checkClock } from './checks/environment.js';
import { checkBuild, checkFunction } from './checks/function.js';
import { checkSecret } from './checks/key-ring.js';
import { checkLiveAnswers } from './checks/live.js';
import { checkLogin } from './checks/login.js';
import { checkMetrics } from './checks/metrics.js';
import { checkSites } from './checks/site.js';
import { checkStore } from './checks/store.js';
import { checkDoors } from './doors/doors.js';
import { describeSite } from './doors/site.js';
import { NO_SURROUNDINGS, readSurroundings } from './doors/surroundings.js';
import {
  type Check,
  type CheckInput,
  FINDINGS,
  type Finding,
  nameOwnersStep,
  type Severity,
} from './findings.js';

const CHECKS: readonly Check[] = [
  checkFunction,
  checkBuild,
  checkIgnoredCutOffs,
  checkLiveAnswers,
  checkMetrics,
  checkStore,
  checkGlobalCutOff,
  checkSecret,
  checkDistribution,
  checkBehaviors,
  checkLogin,
  checkSites,
  checkDoors,
  checkClock,
  checkAccess,
];

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** The properties are part of what `--json` prints. */
export interface Diagnosis {
  /** The most severe first. */
  readonly findings: readonly Finding[];
  /** What was read, in the words of the report. */
  readonly looked: readonly string[];
}

/**
 * Reads everything, tests LIVE and evaluates the results; changes nothing.
 *
 * @throws AwsError if AWS did not let anything be read.
 */
export async function diagnose(
  session: Session,
  build: Build,
  sites?: LocalSites,
): Promise<Diagnosis> {
  const { aws, clock, config, deployment, progress } = session;
  const measuredSkew = measureClockSkew(aws, clock);
  progress.start(`read the state of ${deployment.name}`);
  const survey = await surveyStage(session, build);
  const userCutOffs = await readUserCutOffs(session, survey);
  const site = describeSite({ config, deployment, ...survey });
  const metrics = await readLiveMetrics(session, survey);
  const surroundings = site ? await readSurroundings(aws, site) : NO_SURROUNDINGS;
  progress.start(`run ${deployment.name} with TestFunction`);
  const now = clock.now() - (measuredSkew() ?? 0);
  const liveAnswers = await testLive(session, survey, now);
  progress.end();
  const clockSkew = measuredSkew();
  const read = { ...survey, userCutOffs, liveAnswers, clockSkew, metrics, surroundings };
  const input = { ...read, config, deployment, now, ...(sites && { sites }) };
  return { findings: runChecks(input), looked: listWhatWasRead(input) };
}

/** The findings of every check, the most severe first. */
export function runChecks(input: CheckInput): readonly Finding[] {
  const codes = Object.keys(FINDINGS);
  const findings = CHECKS.flatMap((check) => check(input));
  return findings
    .map((finding) => nameOwnersStep(finding, input.deployment))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        codes.indexOf(a.code) - codes.indexOf(b.code),
    );
}

function listWhatWasRead(input: CheckInput): readonly string[] {
  const { config, deployment, built, development, live, store, content, current } = input;
  const { name, secretId, distribution: id } = deployment;
  const answers = valueOrUndefined(input.liveAnswers);
  const distribution = valueOrUndefined(input.distribution);
  const behaviors = 1 + (distribution?.config.CacheBehaviors?.Items?.length ?? 0);
  const isComparable = valueOrUndefined(built) && valueOrUndefined(live);
  return [
    ...(development.ok && live.ok ? [`function ${name}, DEVELOPMENT and LIVE`] : []),
    ...(isComparable ? ['LIVE against what the configuration builds'] : []),
    ...(answers
      ? [`TestFunction on LIVE${answers.valid ? ', with a token and without' : ''}`]
      : []),
    ...(config.secret === 'kvs' && store.ok && content.ok ? [`KeyValueStore ${name}`] : []),
    ...(current.ok ? [`secret ${secretId}`] : []),
    ...(distribution ? [`distribution ${id}, its ${behaviors} behaviors`] : []),
    ...(valueOrUndefined(input.metrics) ? ['CloudWatch, the last 24 hours'] : []),
    ...(input.clockSkew === undefined ? [] : ["this machine's clock"]),
    ...(input.sites?.folders.length ? [`the folders ${input.sites.folders.join(', ')} here`] : []),
  ];
}
