import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../build/host/packages.js';
import { type Dearest, format, type Recorded } from './recorded.js';

const FILE = join(packageRoot, 'docs/performance.md');

/** Whether the tables in the document are those of the recorded numbers. */
export function isDocumentCurrent(recorded: Recorded): boolean {
  const text = readFileSync(FILE, 'utf8');
  return text === insertTables(text, recorded);
}

export function writeDocument(recorded: Recorded): void {
  writeFileSync(FILE, insertTables(readFileSync(FILE, 'utf8'), recorded));
}

function insertTables(text: string, { everyday, dearest }: Recorded): string {
  const tables = {
    everyday: everydayTable(everyday),
    dearest: dearestTable(dearest.filter(({ family }) => family === 'all')),
    families: familiesTable(dearest.filter(({ family }) => family !== 'all')),
  };
  return Object.entries(tables).reduce((whole, [name, table]) => {
    const [begin, end] = [`<!-- bench:${name} -->\n`, `<!-- /bench:${name} -->`];
    const from = whole.indexOf(begin);
    const to = whole.indexOf(end);
    if (from < 0 || to < 0) {
      throw new Error(`docs/performance.md has no place for the table "${name}"`);
    }
    return whole.slice(0, from + begin.length) + table + whole.slice(to);
  }, text);
}

function everydayTable(everyday: Recorded['everyday']): string {
  const builds = Object.keys(everyday);
  const names = Object.keys(everyday[builds[0]!]!);
  return table(
    ['request', ...builds],
    names.map((name) => [name, ...builds.map((build) => format(everyday[build]![name]!))]),
  );
}

function dearestTable(rows: readonly Dearest[]): string {
  return table(
    ['build', 'secrets', 'dearest in', 'instructions', '× valid', 'memory, KiB'],
    rows.map(({ build, secrets, kind, instructions, times, memory }) => [
      build,
      String(secrets),
      kind,
      format(instructions),
      times.toFixed(1),
      memory === undefined ? '' : format(Math.ceil(memory / 1024)),
    ]),
  );
}

function familiesTable(rows: readonly Dearest[]): string {
  const families = [...new Set(rows.map(({ family }) => family))];
  const times = (family: string, kind: Dearest['kind']) =>
    rows.find((row) => row.family === family && row.kind === kind)?.times.toFixed(1) ?? '';
  return table(
    ['family', '× valid, ASCII', '× valid, any characters'],
    families.map((family) => [family, times(family, 'ASCII'), times(family, 'any characters')]),
  );
}

/** Every column but the first is of numbers, or of words as short. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
