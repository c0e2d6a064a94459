import type { DeployResult } from '../aws/deploy/deploy.js';
import { MANAGING_TOOLS } from '../aws/managing-tools.js';
import type { Session } from '../aws/session.js';
import { describeExposedFile, type ExposedFile } from '../compile/find-exposed.js';
import { UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openSession } from './open-session.js';
import { formatSteps, summarizeSteps } from './plan-report.js';
import { inspectSites } from './project.js';
import {
  CHANGE_OPTIONS,
  type ChangeOptions,
  DISTRIBUTION_OPTIONS,
  ENGINE_OPTION,
  type EngineOptions,
  toBuildOptions,
} from './shared-options.js';

interface DeployOptions extends ChangeOptions, EngineOptions {
  readonly secretOnly?: true;
  readonly secretFromStore?: true;
  readonly shared?: true;
  readonly force?: true;
  readonly renameFrom?: string;
}

export const deploy: Command<DeployOptions> = {
  name: 'deploy',
  summary:
    'Deploy the function and its secret to CloudFront, and publish it once its tests have passed there',
  options: [
    ...CHANGE_OPTIONS,
    ...DISTRIBUTION_OPTIONS,
    {
      flags: '--secret-only',
      description:
        'deploy only the secret and its KeyValueStore, because another tool deploys the function',
    },
    {
      flags: '--secret-from-store',
      description: 'if the secret is missing in Secrets Manager, create it from the KeyValueStore',
    },
    {
      flags: '--shared',
      description:
        'allow the function to run on distributions that the configuration does not name',
    },
    {
      flags: '--rename-from <function>',
      description:
        'after a change of deploy.name: take over from the function of this name, and delete it',
      parse: parseFunctionName,
    },
    {
      flags: '--force',
      description:
        'change a distribution although its tags name another tool, whose next update can undo it',
    },
    ENGINE_OPTION,
  ],
  notes:
    'The function is published only after its tests have passed on CloudFront. A second run has nothing to do. After a failure, run it again: it continues from what it finds in AWS.',
  async run(options, terminal) {
    const [
      { deploy },
      { deployWarnings, warnOfBackends },
      { findDoors },
      { findOwnerProblems },
      { buildEdgeFunction },
    ] = await Promise.all([
      import('../aws/deploy/deploy.js'),
      import('../aws/deploy/warnings.js'),
      import('../aws/doctor/doors/doors.js'),
      import('../aws/doctor/doors/owner.js'),
      import('../compile/build.js'),
    ]);
    const session = await openSession(options, terminal);
    if (options.renameFrom === session.deployment.name) {
      throw new UsageError(
        `--rename-from: ${options.renameFrom} is the name by the configuration; change deploy.name, and give the former name here`,
      );
    }
    const result = await deploy(session, {
      build: (secret) =>
        buildEdgeFunction({
          ...toBuildOptions(options, terminal),
          ...(secret === undefined ? {} : { secret }),
          engine: options.engine,
        }),
      secretOnly: options.secretOnly === true,
      secretFromStore: options.secretFromStore === true,
      shared: options.shared === true,
      force: options.force === true,
      renameFrom: options.renameFrom,
      dryRun: options.dryRun === true,
    });
    const { exposed } = await inspectSites(options, terminal);
    const { live, distributionTags: tags } = result.state;
    const findProblems = async () =>
      options.dryRun ? findOwnerProblems(session.deployment, tags) : findDoors(session, live, tags);
    const warnings = [
      ...deployWarnings(result),
      ...(options.secretOnly ? [] : warnOfBackends(result.state, session)),
      ...(options.secretOnly ? [] : await findProblems()).map(
        ({ code, what, fix }) => `${code}: ${what}; ${fix}`,
      ),
      ...warnOfExposedFile(exposed),
    ];
    for (const warning of warnings) {
      terminal.err(`pocket-spa-auth: warning: ${warning}`);
    }
    if (options.json) {
      terminal.out(JSON.stringify({ ...summarize(result, session), warnings }));
    } else {
      await print(result, session, options, terminal);
    }
    return undefined;
  },
};

function parseFunctionName(text: string): string {
  if (/^[\w-]{1,64}$/.test(text)) {
    return text;
  }
  throw new UsageError(
    `--rename-from: found ${describeText(text)}; allowed: the name of a function, 1 to 64 letters, digits, "-" and "_"`,
  );
}

function warnOfExposedFile(exposed: ExposedFile | undefined): string[] {
  if (exposed === undefined) {
    return [];
  }
  const { what, why, fix } = describeExposedFile(exposed);
  return [`${what}; ${why}; ${fix}`];
}

/** The JSON output. */
function summarize({ plan, done, state }: DeployResult, { deployment, config }: Session) {
  const { live, built, store, utilization } = state;
  const isLive = live !== undefined && live.code === built?.code;
  return {
    name: deployment.name,
    ...summarizeSteps(plan, done),
    function: { live: isLive, arn: live?.arn ?? null, utilization: utilization ?? null },
    keyValueStore: store?.arn ?? null,
    secret: { place: config.secret, secretId: deployment.secretId },
    distribution: deployment.distribution ?? null,
    managedBy: deployment.managedBy ?? null,
    renamedFrom: state.formerNames?.name ?? null,
  };
}

async function print(
  { plan, done, state, unattached }: DeployResult,
  { deployment }: Session,
  options: DeployOptions,
  terminal: Terminal,
) {
  const { groupDigits, textStyles } = await import('../host/format.js');
  const { bold, green, yellow } = textStyles(terminal.color);
  const { name, distribution, behaviors } = deployment;
  if (plan.length === 0) {
    terminal.out(`${green('nothing to do')}  ${bold(name)} is as configured`);
    return;
  }
  const steps = options.dryRun ? plan : done;
  terminal.out(`${bold(name)}  ${options.dryRun ? 'planned' : 'completed'} steps:`);
  for (const line of formatSteps(steps)) {
    terminal.out(line);
  }
  if (options.dryRun) {
    terminal.out(yellow('\nnothing was changed'));
    return;
  }
  const { live, utilization } = state;
  if (options.secretOnly || !live) {
    return;
  }
  const used = utilization === undefined ? '' : `, compute utilization ${utilization} %`;
  terminal.out(
    `\n${green('live')}  ${groupDigits(live.code.length)} bytes, ${live.runtime}${used}`,
  );
  const advice =
    deployment.managedBy === undefined
      ? 'give --distribution <id>, and --behavior <pattern> for each behavior'
      : `the warning says what ${MANAGING_TOOLS[deployment.managedBy].name} has to do`;
  terminal.out(
    distribution === undefined || unattached.length > 0
      ? `not attached to a distribution yet: ${advice}`
      : `protects ${behaviors.join(', ')} of ${distribution}`,
  );
}
