import type { Disagreement } from './judgement.js';

/** What one implementation has to show. */
export interface Row {
  readonly name: string;
  readonly passed: number;
  readonly vectors: number;
  readonly agreed: number;
  readonly cases: number;
}

/** The table: implementation or engine, vectors passed, differential cases agreed. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['', 'vectors passed', 'differential cases agreed'],
    ...rows.map(({ name, passed, vectors, agreed, cases }) => [
      name,
      ratio(passed, vectors),
      ratio(agreed, cases),
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map(([name, ...numbers]) =>
      [name!.padEnd(widths[0]!), ...numbers.map((text, at) => text.padStart(widths[at + 1]!))].join(
        '  ',
      ),
    )
    .join('\n');
}

export function isPerfect({ passed, vectors, agreed, cases }: Row): boolean {
  return passed === vectors && agreed === cases && vectors > 0;
}

export function told(seed: number, { kind, index, about, answers }: Disagreement): string {
  const lines = [...answers].map(([answer, names]) => `    ${answer}: ${names.join(', ')}`);
  return [`  seed ${seed}, case ${index}, ${kind}: ${about}`, ...lines].join('\n');
}

function ratio(part: number, whole: number): string {
  const grouped = (value: number) => value.toLocaleString('en-US');
  return part === whole ? `${grouped(part)}` : `${grouped(part)} of ${grouped(whole)}`;
}
