import type { RotateResult } from '../aws/rotate/rotate.js';
import type { RotateStep } from '../aws/rotate/steps.js';
import { commandLine, type Session } from '../aws/session.js';
import type { Deployment } from '../config/deployment.js';
import { UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { CHANGE_OPTIONS, type ChangeOptions, openSession } from './open-session.js';

interface RotateOptions extends ChangeOptions {
  readonly continue?: true;
  readonly begin?: true;
  readonly wait?: true;
  readonly emergency?: true;
  readonly yes?: true;
}

export const rotate: Command<RotateOptions> = {
  name: 'rotate',
  summary: 'Exchange the secret in three steps that log nobody out; each run takes the next one',
  options: [
    { flags: '--continue', text: 'finish what is under way and begin nothing, for a timer' },
    { flags: '--begin', text: 'begin another rotation within a day of the last' },
    { flags: '--wait', text: 'stay until the rotation has ended, about a week' },
    { flags: '--emergency', text: 'replace a leaked secret at once, which logs everybody out' },
    { flags: '--yes', text: 'with --emergency: do not ask for the name of the function' },
    ...CHANGE_OPTIONS,
  ],
  notes: `introduce: everything accepts the new secret. promote: it signs. retire: the old one is accepted no more.
A step that is not safe yet is left for later, and the report says when.`,
  async run(options, terminal) {
    requireSense(options);
    const { rotate } = await import('../aws/rotate/rotate.js');
    const session = await openSession(options, terminal);
    const result = await rotate(session, {
      begin: options.begin === true,
      continue: options.continue === true,
      emergency: options.emergency === true,
      wait: options.wait === true,
      dryRun: options.dryRun === true,
      confirm: (plan) => (options.yes ? Promise.resolve() : confirm(plan, session, terminal)),
    });
    if (options.json) {
      terminal.out(JSON.stringify(await summaryOf(result, session)));
    } else {
      await print(result, session, options, terminal);
    }
    return undefined;
  },
};

function requireSense({ begin, continue: goOn, wait, emergency, yes }: RotateOptions): void {
  const problem =
    begin && goOn
      ? '--begin and --continue contradict each other'
      : emergency && (goOn || wait)
        ? '--emergency is done at once; allowed with it: --begin, --yes'
        : yes && !emergency
          ? '--yes belongs to --emergency; nothing else asks'
          : undefined;
  if (problem !== undefined) {
    throw new UsageError(`rotate: ${problem}`);
  }
}

async function confirm(
  plan: readonly RotateStep[],
  { deployment }: Session,
  terminal: Terminal,
): Promise<void> {
  const { name, backendTtl } = deployment;
  const costs = [
    'everybody is logged out at once, and every secret of the ring is replaced by one new secret',
    `backends sign with the leaked secret until they read the new one, up to ${backendTtl} s or until they are restarted: who logs in meanwhile is sent round, and after eight times sees a page`,
  ];
  if (!terminal.interactive) {
    throw new UsageError(
      [...costs, 'give --yes where nobody can be asked']
        .map((line) => `rotate: ${line}`)
        .join('\n'),
    );
  }
  for (const line of [...listed(plan), ...costs]) {
    terminal.err(line);
  }
  const typed = await terminal.readLine(`type ${name} to go on: `);
  if (typed.trim() === name) {
    return;
  }
  throw new UsageError('rotate: that is not the name of the function; nothing was changed');
}

/** For programs. */
async function summaryOf(result: RotateResult, { deployment, config }: Session) {
  const { fingerprint } = await import('../config/key-ring.js');
  const { plan, done, phase, since, ring, next, live } = result;
  return {
    name: deployment.name,
    secretId: deployment.secretId,
    plan: plan.map(({ id, title }) => ({ id, title })),
    done: done.map(({ id }) => id),
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
  const { styles } = await import('../host/report.js');
  const { bold, green, yellow } = styles(terminal.color);
  const { plan, done, next, live } = result;
  const steps = options.dryRun ? plan : done;
  if (steps.length > 0) {
    terminal.out(`${bold(deployment.secretId)}  ${options.dryRun ? 'would' : 'did'}`);
    for (const line of listed(steps)) {
      terminal.out(line);
    }
    terminal.out('');
  }
  if (options.dryRun) {
    terminal.out(yellow('nothing was changed'));
  } else if (steps.length === 0) {
    terminal.out(`${green('nothing to do')}  ${idle(result, deployment)}`);
  } else if (has(done, 'retire-secret') || has(done, 'drop-previous')) {
    terminal.out(`${green('done')}  the old secret is accepted no more`);
  }
  if (has(done, 'replace-current')) {
    terminal.out(
      `restart the backends now: they sign with the leaked secret until they read the new one, up to ${deployment.backendTtl} s`,
    );
  }
  if (next) {
    terminal.out(
      `next  ${next.step}, safe from ${dateText(next.at)} on: ${commandLine('rotate', deployment)}`,
    );
  }
  if (live === 'checked') {
    terminal.out('checked on the function that is LIVE');
  }
  if (live === 'absent') {
    terminal.out(`not checked: no function ${deployment.name} is LIVE in this account`);
  }
  if (needsDeploy(result, config.secret)) {
    terminal.out(
      `the secret is built into the function, so now: ${commandLine('deploy', deployment)}`,
    );
  }
}

function idle({ phase, since }: RotateResult, deployment: Deployment): string {
  return phase === 'rest'
    ? `no rotation is under way, and the secret is of ${dateText(since)}; to begin one: ${commandLine('rotate --begin', deployment)}`
    : `${phase} on ${dateText(since)}`;
}

function has(steps: readonly RotateStep[], id: RotateStep['id']): boolean {
  return steps.some((step) => step.id === id);
}

/** Whether the function lacks a secret, or holds one too many, until it is deployed. */
function needsDeploy({ done }: RotateResult, secret: 'kvs' | 'embedded'): boolean {
  return secret === 'embedded' && done.some(({ id }) => CHANGES_THE_RING.test(id));
}

const CHANGES_THE_RING = /^(?:introduce|adopt|retire)-secret$|^replace-current$/;

function listed(steps: readonly RotateStep[]): string[] {
  return steps.map(({ title }, i) => `  ${i + 1}  ${title}`);
}

function dateText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString()} (${seconds})`;
}
