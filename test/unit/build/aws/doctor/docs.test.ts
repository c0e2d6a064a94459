import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FINDINGS } from '../../../../../build/aws/doctor/findings.js';
import { packageRoot } from '../../../../../build/host/packages.js';

it('docs/doctor.md lists every finding, in the order of the report', () => {
  const text = readFileSync(join(packageRoot, 'docs/doctor.md'), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows.map(([code, severity, , why]) => [code, severity, why])).toEqual(
    Object.entries(FINDINGS).map(([code, { severity, why }]) => [`\`${code}\``, severity, why]),
  );
  for (const [, , what, , fix] of rows) {
    expect(what).toMatch(/\w{3}/);
    expect(fix).toMatch(/\w{3}/);
  }
});
