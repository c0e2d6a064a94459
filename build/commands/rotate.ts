import type { RotateResult } from '../aws/rotate/rotate.js';
import type { RotateStep } from '../aws/rotate/steps.js';
import { commandLine, type Session } from '../aws/session.js';
import type { Deployment } from '../config/deployment.js';
import { UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openSession } from './open-session.js';
import { confirmByName, formatSteps, summarizeSteps } from './plan-report.js';
import { CHANGE_OPTIONS, type ChangeOptions } from './shared-options.js';

interface RotateOptions extends ChangeOptions {
  readonly continue?: true;
  readonly begin?: true;
  readonly wait?: true;
  readonly emergency?: true;
}

export const rotate: Command<RotateOptions> = {
  name: 'rotate',
  summary: 'Replace the secret in three steps that log nobody out; each run takes the next step',
  options: [
    {
      flags: '--continue',
      description: 'continue a rotation in progress and begin none, for a scheduled job',
    },
    { flags: '--begin', description: 'begin a rotation even within a day of the last one' },
    { flags: '--wait', description: 'wait until the rotation has ended, about a week' },
    {
      flags: '--emergency',
      description: 'replace a leaked secret at once, which logs everybody out',
    },
    ...CHANGE_OPTIONS,
  ],
  notes: `introduce: the edge and the backends accept the new secret. promote: the backends sign with it. retire: the old
secret is no longer accepted. A step that is not safe yet is not taken; the report says when it will be safe.`,
  async run(options, terminal) {
    checkOptions(options);
    const { rotate } = await import('../aws/rotate/rotate.js');
    const session = await openSession(options, terminal);
    const result = await rotate(session, {
      begin: options.begin === true,
      continue: options.continue === true,
      emergency: options.emergency === true,
      wait: options.wait === true,
      dryRun: options.dryRun === true,
      confirm: (plan) =>
        confirmByName(
          {
            command: 'rotate',
            name: session.deployment.name,
            plan,
            consequences: listConsequences(session.deployment),
          },
          options,
          terminal,
        ),
    });
    if (options.json) {
      terminal.out(JSON.stringify(await summarize(result, session)));
    } else {
      await print(result, session, options, terminal);
    }
    return undefined;
  },
};

function checkOptions(options: RotateOptions): void {
  const { begin, continue: continueOnly, wait, emergency } = options;
  const problem =
    begin && continueOnly
      ? '--begin and --continue contradict each other'
      : emergency && (continueOnly || wait)
        ? '--emergency takes all its steps at once; allowed with it: --begin, --yes'
        : undefined;
  if (problem !== undefined) {
    throw new UsageError(`rotate: ${problem}`);
  }
}

/** What `--emergency` does to the users. */
function listConsequences({ backendTtl }: Deployment): readonly string[] {
  return [
    'everybody is logged out at once, and every secret of the ring is replaced by one new secret',
    `backends sign with the leaked secret until they read the new one, up to ${backendTtl} s or until they are restarted: a user who logs in meanwhile is redirected to the login again, and after eight redirects sees an error page`,
  ];
}

/** The JSON output. */
async function summarize(result: RotateResult, { deployment, config }: Session) {
  const { fingerprint } = await import('../config/key-ring.js');
  const { plan, done, phase, since, ring, next, live } = result;
  return {
    name: deployment.name,
    secretId: deployment.secretId,
    ...summarizeSteps(plan, done),
    phase,
    since,
    next,
    ring: { secrets: ring.length, fingerprint: fingerprint(ring) },
    live,
    deploy: needsDeploy(result, config.secret),
  };
}

async function print(
  result: RotateResult,
  { deployment, config }: Session,
  options: RotateOptions,
  terminal: Terminal,
) {
  const { formatTime, textStyles } = await import('../host/format.js');
  const { bold, green, yellow } = textStyles(terminal.color);
  const { plan, done, next, live } = result;
  const steps = options.dryRun ? plan : done;
  if (steps.length > 0) {
    terminal.out(
      `${bold(deployment.secretId)}  ${options.dryRun ? 'planned' : 'completed'} steps:`,
    );
    for (const line of formatSteps(steps)) {
      terminal.out(line);
    }
    terminal.out('');
  }
  if (options.dryRun) {
    terminal.out(yellow('nothing was changed'));
  } else if (steps.length === 0) {
    terminal.out(`${green('nothing to do')}  ${await describeNothingToDo(result, deployment)}`);
  } else if (has(done, 'retire-secret') || has(done, 'drop-previous')) {
    terminal.out(`${green('done')}  the old secret is no longer accepted`);
  }
  if (has(done, 'replace-current')) {
    terminal.out(
      `restart the backends now: they sign with the leaked secret until they read the new one, up to ${deployment.backendTtl} s`,
    );
  }
  if (next) {
    terminal.out(
      `next  ${next.step}, safe from ${formatTime(next.at)} on: ${commandLine('rotate', deployment)}`,
    );
  }
  if (live === 'checked') {
    terminal.out('checked on the LIVE function');
  }
  if (live === 'absent') {
    terminal.out(`not checked: no function ${deployment.name} is LIVE in this account`);
  }
  if (needsDeploy(result, config.secret)) {
    terminal.out(
      `the secret is built into the function; deploy it now: ${commandLine('deploy', deployment)}`,
    );
  }
}

async function describeNothingToDo(
  { phase, since }: RotateResult,
  deployment: Deployment,
): Promise<string> {
  const { formatTime } = await import('../host/format.js');
  return phase === 'rest'
    ? `no rotation is in progress, and the secret is unchanged since ${formatTime(since)}; to begin a rotation: ${commandLine('rotate --begin', deployment)}`
    : `${phase} on ${formatTime(since)}`;
}

function has(steps: readonly RotateStep[], id: RotateStep['id']): boolean {
  return steps.some((step) => step.id === id);
}

/**
 * Whether the function has to be deployed because a secret is built in and the key ring has
 * changed.
 */
function needsDeploy({ done }: RotateResult, secret: 'kvs' | 'embedded'): boolean {
  return secret === 'embedded' && done.some(({ id }) => CHANGES_THE_RING.test(id));
}

const CHANGES_THE_RING = /^(?:introduce|adopt|retire)-secret$|^replace-current$/;
