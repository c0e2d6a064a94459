import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../build/host/packages.js';
import { insertBetweenMarkers } from '../between-markers.js';
import { PROGRAMS, type Times } from './processes.js';

/** What one line of the table says. */
export interface Line {
  readonly name: string;
  /** Requests in a second. */
  readonly rate: number;
  /** Milliseconds that half of the requests took at most. */
  readonly median: number;
  /** The same of 99 in 100. */
  readonly p99: number;
  /** Milliseconds of processor time for a request. */
  readonly times: Times;
}

const RECORDED = join(packageRoot, 'test/bench/django/recorded.json');
const DOCUMENT = join(packageRoot, 'examples/django/docs/server.md');

export function writeDocument(lines: readonly Line[]): void {
  writeFileSync(RECORDED, `${JSON.stringify(lines, null, 2)}\n`);
  writeFileSync(DOCUMENT, insert(readFileSync(DOCUMENT, 'utf8'), lines));
}

/** Whether the table of the page is that of the recorded numbers. */
export function isDocumentCurrent(): boolean {
  const text = readFileSync(DOCUMENT, 'utf8');
  return text === insert(text, JSON.parse(readFileSync(RECORDED, 'utf8')) as Line[]);
}

const insert = (text: string, lines: readonly Line[]) =>
  insertBetweenMarkers(text, 'django', formatTable(lines));

export function formatTable(lines: readonly Line[]): string {
  const head = ['requests/s', 'p50, ms', 'p99, ms', 'nginx', 'gunicorn', 'Redis', 'PostgreSQL'];
  const rows = lines.map(({ name, rate, median, p99, times }) => [
    name,
    rate.toLocaleString('en'),
    median.toFixed(1),
    p99.toFixed(1),
    ...PROGRAMS.map((program) => times[program].toFixed(2)),
  ]);
  const table = [['request', ...head], ['---', ...head.map(() => '---:')], ...rows];
  return table.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
