import type { DestroyStep } from '../aws/destroy/plan.js';
import type { Session } from '../aws/session.js';
import { UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { CHANGE_OPTIONS, type ChangeOptions, openSession } from './open-session.js';

interface DestroyOptions extends ChangeOptions {
  readonly secret?: true;
  readonly yes?: true;
}

export const destroy: Command<DestroyOptions> = {
  name: 'destroy',
  summary: 'Take the function off every distribution and delete it, with its KeyValueStore',
  options: [
    { flags: '--secret', text: 'delete the secret in Secrets Manager too' },
    { flags: '--yes', text: 'do not ask for the name of the function' },
    ...CHANGE_OPTIONS,
  ],
  notes:
    'Afterwards the site is open to everyone. After a failure, run it again: it goes on from what it finds.',
  async run(options, terminal) {
    const { destroy } = await import('../aws/destroy/destroy.js');
    const session = await openSession(options, terminal);
    const { plan, done } = await destroy(session, {
      secret: options.secret === true,
      dryRun: options.dryRun === true,
      confirm: (steps) => (options.yes ? Promise.resolve() : confirm(steps, session, terminal)),
    });
    if (options.json) {
      const summary = {
        name: session.deployment.name,
        plan: plan.map(({ id, title }) => ({ id, title })),
        done: done.map(({ id }) => id),
      };
      terminal.out(JSON.stringify(summary));
    } else {
      await print({ plan, done }, session, options, terminal);
    }
    return undefined;
  },
};

const OPEN = 'afterwards the site is open to everyone';

async function confirm(
  plan: readonly DestroyStep[],
  { deployment: { name } }: Session,
  terminal: Terminal,
): Promise<void> {
  if (!terminal.interactive) {
    throw new UsageError(
      `destroy: ${OPEN}; look at the plan with --dry-run, and give --yes where nobody can be asked`,
    );
  }
  for (const line of [...listed(plan), OPEN]) {
    terminal.err(line);
  }
  const typed = await terminal.readLine(`type ${name} to go on: `);
  if (typed.trim() === name) {
    return;
  }
  throw new UsageError('destroy: that is not the name of the function; nothing was changed');
}

async function print(
  { plan, done }: { plan: readonly DestroyStep[]; done: readonly DestroyStep[] },
  { deployment: { name, secretId } }: Session,
  options: DestroyOptions,
  terminal: Terminal,
) {
  const { styles } = await import('../host/report.js');
  const { bold, green, yellow } = styles(terminal.color);
  if (plan.length === 0) {
    terminal.out(`${green('nothing to do')}  there is nothing of ${bold(name)}`);
    return;
  }
  terminal.out(`${bold(name)}  ${options.dryRun ? 'would' : 'did'}`);
  for (const line of listed(options.dryRun ? plan : done)) {
    terminal.out(line);
  }
  if (options.dryRun) {
    terminal.out(`\n${OPEN}`);
    terminal.out(yellow('nothing was changed'));
    return;
  }
  terminal.out(
    options.secret
      ? `\nthe secret can be had back: aws secretsmanager restore-secret --secret-id ${secretId}`
      : `\nkept  the secret ${secretId} in Secrets Manager; --secret deletes it too`,
  );
  terminal.out('the site is open to everyone now');
}

function listed(steps: readonly DestroyStep[]): string[] {
  return steps.map(({ title }, i) => `  ${i + 1}  ${title}`);
}
