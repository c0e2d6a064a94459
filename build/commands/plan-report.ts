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

/**
 * Asks the user to confirm a command by typing the name of the function.
 *
 * @throws UsageError if the user types anything else.
 */
export async function confirmByName(
  command: string,
  name: string,
  terminal: Terminal,
): Promise<void> {
  const typed = await terminal.readLine(`type ${name} to continue: `);
  if (typed.trim() !== name) {
    throw new UsageError(`${command}: that is not the name of the function; nothing was changed`);
  }
}
