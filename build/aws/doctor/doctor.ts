import { compareClocks } from '../aws-time.js';
import type { Build } from '../deploy/state.js';
import type { Session } from '../session.js';
import { checkCoverage } from './checks/coverage.js';
import { checkCutOff } from './checks/cut-off.js';
import { checkDistribution } from './checks/distribution.js';
import { checkBuild, checkFunction } from './checks/function.js';
import { checkLogin } from './checks/login.js';
import { checkAccess, checkClock } from './checks/machine.js';
import { checkSecret } from './checks/secret.js';
import { checkStore } from './checks/store.js';
import { checkTrial } from './checks/trial.js';
import { lookForCutOffs } from './cut-offs.js';
import type { Check, Examined } from './examined.js';
import { type Finding, KINDS, type Severity } from './findings.js';
import { lookedAt } from './looked.js';
import { surveyOf } from './survey.js';
import { tryLive } from './trial.js';

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
  const ahead = compareClocks(aws, clock);
  progress.start(`look at ${deployment.name}`);
  const survey = await surveyOf(session, build);
  const cutOffs = await lookForCutOffs(session, survey);
  progress.start(`run ${deployment.name} with TestFunction`);
  const now = clock.now() - (ahead() ?? 0);
  const trials = await tryLive(session, survey, now);
  progress.end();
  const examined = { ...survey, config, deployment, now, cutOffs, trials, ahead: ahead() };
  return { findings: judge(examined), looked: lookedAt(examined) };
}

/** Pure: what every check has to say, the worst first. */
export function judge(examined: Examined): readonly Finding[] {
  const codes = Object.keys(KINDS);
  return CHECKS.flatMap((check) => check(examined)).sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      codes.indexOf(a.code) - codes.indexOf(b.code),
  );
}
