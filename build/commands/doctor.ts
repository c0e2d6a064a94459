import type { Diagnosis } from '../aws/doctor/doctor.js';
import type { Severity } from '../aws/doctor/findings.js';
import { EXIT } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openReadSession } from './open-session.js';
import { inspectSites } from './project.js';
import { READ_OPTIONS, type SessionOptions } from './shared-options.js';

export const doctor: Command<SessionOptions> = {
  name: 'doctor',
  summary: 'Find problems of what is deployed, why they matter and how to fix them',
  options: READ_OPTIONS,
  notes:
    'Changes nothing. The exit status is 4 if there is an error, and 0 if there are only warnings and notes. docs/doctor.md lists every finding.',
  async run(options, terminal) {
    const { diagnose } = await import('../aws/doctor/doctor.js');
    const { session, build } = await openReadSession(options, terminal);
    const diagnosis = await diagnose(session, build, await inspectSites(options, terminal));
    const { name } = session.deployment;
    if (options.json) {
      // `mend` is part of the --json contract, so a finding's `fix` keeps that key there.
      const findings = diagnosis.findings.map(({ fix, ...rest }) => ({ ...rest, mend: fix }));
      terminal.out(JSON.stringify({ name, ...diagnosis, findings }));
    } else {
      await print(name, diagnosis, terminal);
    }
    const hasError = diagnosis.findings.some(({ severity }) => severity === 'error');
    return hasError ? EXIT.awsConflict : undefined;
  },
};

async function print(name: string, { findings, looked }: Diagnosis, terminal: Terminal) {
  const { textStyles } = await import('../host/format.js');
  const { bold, dim, green, red, yellow } = textStyles(terminal.color);
  const paint = { error: red, warning: yellow, note: dim };
  const isHealthy = findings.every(({ severity }) => severity === 'note');
  const counts = formatCounts(findings.map(({ severity }) => severity));
  terminal.out([bold(name), isHealthy ? green('healthy') : '', counts].filter(Boolean).join('  '));
  for (const { code, severity, what, why, fix } of findings) {
    terminal.out(`\n${paint[severity](severity)}  ${bold(code)}`);
    for (const line of what.split('\n')) {
      terminal.out(`  ${line}`);
    }
    terminal.out(`  ${dim('why')}  ${why}`);
    terminal.out(`  ${dim('fix')}  ${fix}`);
  }
  terminal.out('\nchecked:');
  for (const part of looked) {
    terminal.out(`  ${part}`);
  }
}

/** The number of findings of each severity, such as "2 errors, 1 note"; empty if there are none. */
function formatCounts(severities: readonly Severity[]): string {
  return (['error', 'warning', 'note'] as const)
    .map((severity) => [severity, severities.filter((each) => each === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}
