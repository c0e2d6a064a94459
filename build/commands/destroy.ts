import type { DestroyStep } from '../aws/destroy/plan.js';
import type { Session } from '../aws/session.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openSession } from './open-session.js';
import { confirmByName, formatSteps, summarizeSteps } from './plan-report.js';
import { CHANGE_OPTIONS, type ChangeOptions } from './shared-options.js';

interface DestroyOptions extends ChangeOptions {
  readonly secret?: true;
}

export const destroy: Command<DestroyOptions> = {
  name: 'destroy',
  summary: 'Detach the function from every distribution, and delete it and its KeyValueStore',
  options: [
    { flags: '--secret', description: 'delete the secret in Secrets Manager too' },
    ...CHANGE_OPTIONS,
  ],
  notes:
    'Afterwards the site is open to everyone. After a failure, run it again: it continues from what it finds in AWS.',
  async run(options, terminal) {
    const { destroy } = await import('../aws/destroy/destroy.js');
    const session = await openSession(options, terminal);
    const { plan, done } = await destroy(session, {
      secret: options.secret === true,
      dryRun: options.dryRun === true,
      confirm: (steps) =>
        confirmByName(
          {
            command: 'destroy',
            name: session.deployment.name,
            plan: steps,
            consequences: [CONSEQUENCE],
          },
          options,
          terminal,
        ),
    });
    if (options.json) {
      const summary = {
        name: session.deployment.name,
        ...summarizeSteps(plan, done),
      };
      terminal.out(JSON.stringify(summary));
    } else {
      await print({ plan, done }, session, options, terminal);
    }
    return undefined;
  },
};

const CONSEQUENCE = 'afterwards the site is open to everyone';

async function print(
  { plan, done }: { plan: readonly DestroyStep[]; done: readonly DestroyStep[] },
  { deployment: { name, secretId } }: Session,
  options: DestroyOptions,
  terminal: Terminal,
) {
  const { textStyles } = await import('../host/format.js');
  const { bold, green, yellow } = textStyles(terminal.color);
  if (plan.length === 0) {
    terminal.out(`${green('nothing to do')}  ${bold(name)} has no resources in AWS`);
    return;
  }
  terminal.out(`${bold(name)}  ${options.dryRun ? 'planned' : 'completed'} steps:`);
  for (const line of formatSteps(options.dryRun ? plan : done)) {
    terminal.out(line);
  }
  if (options.dryRun) {
    terminal.out(`\n${CONSEQUENCE}`);
    terminal.out(yellow('nothing was changed'));
    return;
  }
  terminal.out(
    options.secret
      ? `\nto restore the secret: aws secretsmanager restore-secret --secret-id ${secretId}`
      : `\nkept  the secret ${secretId} in Secrets Manager; --secret deletes it too`,
  );
  terminal.out('the site is open to everyone now');
}
