import type { DeployResult } from '../aws/deploy/deploy.js';
import type { Session } from '../aws/session.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import {
  CHANGE_OPTIONS,
  type ChangeOptions,
  DISTRIBUTION_OPTIONS,
  openSession,
} from './open-session.js';
import { ENGINE_OPTION, type EngineOptions, toBuildOptions } from './options.js';

interface DeployOptions extends ChangeOptions, EngineOptions {
  readonly secretOnly?: true;
  readonly secretFromStore?: true;
  readonly shared?: true;
}

export const deploy: Command<DeployOptions> = {
  name: 'deploy',
  summary:
    'Bring the function to CloudFront, with its secret, and publish it once it has passed there',
  options: [
    ...CHANGE_OPTIONS,
    ...DISTRIBUTION_OPTIONS,
    {
      flags: '--secret-only',
      text: 'the secret and its KeyValueStore only, where another tool deploys the function',
    },
    {
      flags: '--secret-from-store',
      text: 'where Secrets Manager has lost the secret, make it from what the KeyValueStore holds',
    },
    {
      flags: '--shared',
      text: 'the function may run on distributions that the configuration does not name',
    },
    ENGINE_OPTION,
  ],
  notes:
    'Nothing goes LIVE that has not passed on CloudFront itself. Running it again does nothing; after a failure it goes on from what it finds.',
  async run(options, terminal) {
    const [{ deploy }, { deployWarnings }, { buildEdgeFunction }] = await Promise.all([
      import('../aws/deploy/deploy.js'),
      import('../aws/deploy/deploy.js'),
      import('../compile/build.js'),
    ]);
    const session = await openSession(options, terminal);
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
      dryRun: options.dryRun === true,
    });
    const warnings = deployWarnings(result);
    for (const warning of warnings) {
      terminal.err(`pocket-spa-auth: warning: ${warning}`);
    }
    if (options.json) {
      terminal.out(JSON.stringify({ ...summaryOf(result, session), warnings }));
    } else {
      await print(result, session, options, terminal);
    }
    return undefined;
  },
};

/** For programs. */
function summaryOf({ plan, done, state }: DeployResult, { deployment, config }: Session) {
  const { live, built, store, utilization } = state;
  const isLive = live !== undefined && live.code === built?.code;
  return {
    name: deployment.name,
    plan: plan.map(({ id, title }) => ({ id, title })),
    done: done.map(({ id }) => id),
    function: { live: isLive, arn: live?.arn ?? null, utilization: utilization ?? null },
    keyValueStore: store?.arn ?? null,
    secret: { place: config.secret, secretId: deployment.secretId },
    distribution: deployment.distribution ?? null,
  };
}

async function print(
  { plan, done, state }: DeployResult,
  { deployment }: Session,
  options: DeployOptions,
  terminal: Terminal,
) {
  const { groupDigits, styles } = await import('../host/report.js');
  const { bold, green, yellow } = styles(terminal.color);
  const { name, distribution, behaviors } = deployment;
  if (plan.length === 0) {
    terminal.out(`${green('nothing to do')}  ${bold(name)} is as configured`);
    return;
  }
  const steps = options.dryRun ? plan : done;
  terminal.out(`${bold(name)}  ${options.dryRun ? 'would' : 'did'}`);
  for (const [i, { title }] of steps.entries()) {
    terminal.out(`  ${i + 1}  ${title}`);
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
  terminal.out(
    distribution === undefined
      ? 'not attached to a distribution yet: give --distribution <id>, and --behavior <pattern> for each behavior'
      : `protects ${behaviors.join(', ')} of ${distribution}`,
  );
}
