import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FINDINGS } from '../../../../../build/aws/doctor/findings.js';
import { packageRoot } from '../../../../../build/host/packages.js';

const TITLES = { error: 'Errors', warning: 'Warnings', note: 'Notes' } as const;

const PAGE = readFileSync(join(packageRoot, 'docs/doctor.md'), 'utf8');

/** The cells of the table under a heading. */
function readRows(title: string): string[][] {
  const [, section = ''] = PAGE.split(`\n## ${title}\n`);
  return section
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

it.each(Object.entries(TITLES))(
  'docs/doctor.md lists every finding of the severity %s, in the order of the report',
  (severity, title) => {
    const rows = readRows(title);
    const findings = Object.entries(FINDINGS).filter(([, kind]) => kind.severity === severity);
    expect(findings.length).toBeGreaterThan(0);
    expect(rows.map(([code, , why]) => [code, why])).toEqual(
      findings.map(([code, { why }]) => [`\`${code}\``, why]),
    );
    for (const [, what, , fix] of rows) {
      expect(what).toMatch(/\w{3}/);
      expect(fix).toMatch(/\w{3}/);
    }
  },
);
