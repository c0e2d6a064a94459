import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../build/host/packages.js';
import { insertBetweenMarkers } from '../between-markers.js';
import type { SoakResult } from './soak.js';

/** What one line of the table says about one release. */
export interface Line {
  readonly name: string;
  /** Requests in a second, of one worker. */
  readonly rate: number;
  /** Processor time of the worker for a request, in microseconds. */
  readonly microseconds: number;
}

/** The numbers of one release. */
export interface Release {
  readonly nginx: string;
  readonly lines: readonly Line[];
  readonly soak: SoakResult;
}

const RECORDED = join(packageRoot, 'test/bench/nginx/recorded.json');
const DOCUMENT = join(packageRoot, 'docs/nginx.md');

export function writeDocument(releases: readonly Release[]): void {
  // The formatter of the project wants a short list on one line.
  const text = JSON.stringify(releases, null, 2).replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2]');
  writeFileSync(RECORDED, `${text}\n`);
  writeFileSync(DOCUMENT, insertTable(readFileSync(DOCUMENT, 'utf8'), releases));
}

/** Whether the table of the page is that of the recorded numbers. */
export function isDocumentCurrent(): boolean {
  const text = readFileSync(DOCUMENT, 'utf8');
  return text === insertTable(text, readRecorded());
}

/** The numbers of the last run that was written. */
export function readRecorded(): Release[] {
  return JSON.parse(readFileSync(RECORDED, 'utf8')) as Release[];
}

const insertTable = (text: string, releases: readonly Release[]) =>
  insertBetweenMarkers(text, 'nginx', formatTables(releases));

export function formatTables(releases: readonly Release[]): string {
  const head = releases.flatMap(({ nginx }) => [`${nginx}: µs`, 'speed']);
  const rows = releases[0]!.lines.map(({ name }, index) => [
    name,
    ...releases.flatMap(({ lines }) => {
      const { microseconds } = lines[index]!;
      const speed = lines[0]!.microseconds / microseconds;
      return [microseconds.toFixed(1), speed.toFixed(2)];
    }),
  ]);
  const table = [['request', ...head], ['---', ...head.map(() => '---:')], ...rows];
  const soaks = releases.map(({ nginx, soak }) => {
    const { seconds, requests, wrong, lost, memory } = soak;
    const [early, late] = memory.map((kilobytes) => (kilobytes / 1024).toFixed(1));
    return `${nginx}: ${seconds} s of mixed traffic at full speed, ${requests.toLocaleString('en')} requests, ${wrong} wrong answers, ${lost} lost; the worker had ${early} MiB after a tenth of the time and ${late} MiB at the end.\n`;
  });
  return `${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${soaks.join('\n')}`;
}
