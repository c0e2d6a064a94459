import { readFileSync } from 'node:fs';
import { listChildren } from '../../fakes/processes.js';

/** The programs of the site that take part in a request, in the order of the table. */
export const PROGRAMS = ['nginx', 'gunicorn', 'redis-server', 'postgres'] as const;

export type Times = Readonly<Record<(typeof PROGRAMS)[number], number>>;

/**
 * The processor time of each program with all that it has started, in milliseconds. `starter` is
 * the process that has started them.
 */
export function readTimes(starter: number): Times {
  const services = listChildren(starter).map((pid) => ({
    command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
    time: readTree(pid),
  }));
  const sum = (program: string) =>
    services
      .filter(({ command }) => command.includes(program))
      .reduce((total, { time }) => total + time, 0);
  return Object.fromEntries(PROGRAMS.map((program) => [program, sum(program)])) as Times;
}

/** A tick is a hundredth of a second. What has ended is in the sum of who waited for it. */
function readTree(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const own = fields.slice(11, 15).reduce((total, ticks) => total + Number(ticks), 0) * 10;
  return listChildren(pid).reduce((total, child) => total + readTree(child), own);
}
