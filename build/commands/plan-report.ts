import { UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';

/** What the commands report of a step in AWS. */
interface ReportedStep {
  readonly id: string;
  readonly title: string;
}

/** The steps as numbered lines. */
export function formatSteps(steps: readonly ReportedStep[]): string[] {
  return steps.map(({ title }, i) => `  ${i + 1}  ${title}`);
}

/** The planned steps and the ids of the completed ones, for the JSON output. */
export function summarizeSteps(plan: readonly ReportedStep[], done: readonly ReportedStep[]) {
  return {
    plan: plan.map(({ id, title }) => ({ id, title })),
    done: done.map(({ id }) => id),
  };
}

/** A change that is done only after a person, or `--yes`, has confirmed it. */
export interface GraveChange {
  /** The name of the command. */
  readonly command: string;
  /** The name of the function. */
  readonly name: string;
  readonly plan: readonly ReportedStep[];
  readonly consequences: readonly string[];
}

/**
 * Shows the plan, and asks the user to confirm it by typing the name of the function. With `yes` it
 * asks nothing.
 *
 * @throws UsageError if the user types anything else, or if the terminal cannot ask.
 */
export async function confirmByName(
  { command, name, plan, consequences }: GraveChange,
  { yes }: { readonly yes?: true },
  terminal: Terminal,
): Promise<void> {
  if (yes) {
    return;
  }
  if (!terminal.interactive) {
    const advice =
      'this terminal cannot ask for confirmation: read the plan with --dry-run, then confirm with --yes; nothing was changed';
    throw new UsageError(`${command}: ${[...consequences, advice].join('; ')}`);
  }
  for (const line of [...formatSteps(plan), ...consequences]) {
    terminal.err(line);
  }
  const typed = await terminal.readLine(`type ${name} to continue: `);
  if (typed.trim() !== name) {
    throw new UsageError(`${command}: that is not the name of the function; nothing was changed`);
  }
}
