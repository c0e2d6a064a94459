import type { Diagnosis } from '../aws/doctor/doctor.js';
import type { Severity } from '../aws/doctor/findings.js';
import { EXIT } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openReadSession, READ_OPTIONS, type SessionOptions } from './open-session.js';

export const doctor: Command<SessionOptions> = {
  name: 'doctor',
  summary: 'Find what is wrong with what is live, why it matters and what mends it',
  options: READ_OPTIONS,
  notes:
    'Changes nothing. Exit status 4 where an error is found; warnings and notes leave it at 0. docs/doctor.md lists every finding.',
  async run(options, terminal) {
    const { diagnose } = await import('../aws/doctor/doctor.js');
    const { session, build } = await openReadSession(options, terminal);
    const diagnosis = await diagnose(session, build);
    const { name } = session.deployment;
    if (options.json) {
      terminal.out(JSON.stringify({ name, ...diagnosis }));
    } else {
      await print(name, diagnosis, terminal);
    }
    const isIll = diagnosis.findings.some(({ severity }) => severity === 'error');
    return isIll ? EXIT.awsConflict : undefined;
  },
};

async function print(name: string, { findings, looked }: Diagnosis, terminal: Terminal) {
  const { styles } = await import('../host/report.js');
  const { bold, dim, green, red, yellow } = styles(terminal.color);
  const paint = { error: red, warning: yellow, note: dim };
  const isWell = findings.every(({ severity }) => severity === 'note');
  const counts = countText(findings.map(({ severity }) => severity));
  terminal.out([bold(name), isWell ? green('healthy') : '', counts].filter(Boolean).join('  '));
  for (const { code, severity, what, why, mend } of findings) {
    terminal.out(`\n${paint[severity](severity)}  ${bold(code)}`);
    for (const line of what.split('\n')) {
      terminal.out(`  ${line}`);
    }
    terminal.out(`  ${dim('why')}   ${why}`);
    terminal.out(`  ${dim('mend')}  ${mend}`);
  }
  terminal.out('\nlooked at');
  for (const part of looked) {
    terminal.out(`  ${part}`);
  }
}

/** Such as "2 errors, 1 note"; empty where there is nothing. */
function countText(severities: readonly Severity[]): string {
  return (['error', 'warning', 'note'] as const)
    .map((severity) => [severity, severities.filter((each) => each === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}
