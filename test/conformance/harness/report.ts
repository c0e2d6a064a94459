import type { Disagreement } from './comparison.js';

/** The results of one implementation. */
export interface Row {
  readonly name: string;
  readonly passed: number;
  readonly vectors: number;
  readonly agreed: number;
  readonly cases: number;
}

/** Formats the table of results, one row for each implementation. */
export function formatRows(rows: readonly Row[]): string {
  const cells = [
    ['', 'vectors passed', 'differential cases agreed'],
    ...rows.map(({ name, passed, vectors, agreed, cases }) => [
      name,
      formatRatio(passed, vectors),
      formatRatio(agreed, cases),
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map(([name, ...numbers]) =>
      [name!.padEnd(widths[0]!), ...numbers.map((text, i) => text.padStart(widths[i + 1]!))].join(
        '  ',
      ),
    )
    .join('\n');
}

export function isPerfect({ passed, vectors, agreed, cases }: Row): boolean {
  return passed === vectors && agreed === cases && vectors > 0;
}

export function formatDisagreement(
  seed: number,
  { kind, index, request, answers }: Disagreement,
): string {
  const lines = [...answers].map(([answer, names]) => `    ${answer}: ${names.join(', ')}`);
  return [`  seed ${seed}, case ${index}, ${kind}: ${request}`, ...lines].join('\n');
}

function formatRatio(part: number, whole: number): string {
  const grouped = (value: number) => value.toLocaleString('en-US');
  return part === whole ? `${grouped(part)}` : `${grouped(part)} of ${grouped(whole)}`;
}
