import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../build/host/packages.js';
import type { Plan } from './plan.js';

/** Instructions a call, by build and by request. */
export type Everyday = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The requests among which one is the dearest; for `memory`, the one that takes the most. */
export type Kind = 'ASCII' | 'any characters' | 'memory';

/** One of the dearest requests that the search has found. */
export interface Dearest {
  readonly build: string;
  readonly secrets: number;
  /** "all" for the dearest request of the build. */
  readonly family: string;
  readonly kind: Kind;
  /** The parameters that differ from those of a plain request. */
  readonly plan: Partial<Plan>;
  readonly instructions: number;
  /** The instructions as a multiple of a valid request under the last secret of the same ring. */
  readonly times: number;
  /** The most memory that a call takes, in bytes. Only for the dearest request of a build. */
  readonly memory?: number;
}

export interface Recorded {
  readonly everyday: Everyday;
  readonly dearest: readonly Dearest[];
}

/** The memory that a call may take, in bytes. */
export const MEMORY_LIMIT = 1_048_576;

/** How far a count may be from the recorded one, as a part of it. */
const MARGIN = 0.03;

const FILE = join(packageRoot, 'test/bench/edge/recorded.json');

export function readRecorded(): Recorded {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Recorded;
}

export function writeRecorded(recorded: Recorded): void {
  writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`);
}

/** The name of a row in messages. */
export function nameDearest({ build, secrets, family, kind }: Dearest): string {
  return `${build}, ${secrets === 1 ? 'one secret' : 'ring of four'}, ${family}, ${kind}`;
}

/** What the numbers measured have against those recorded, a line each. */
export function findProblems(
  recorded: Recorded,
  measured: Recorded,
  timesLimit: (row: Dearest) => number,
): string[] {
  const problems: string[] = [];
  const compare = (name: string, number: number, expected: number | undefined) => {
    if (expected === undefined) {
      problems.push(`${name}: ${format(number)} instructions, and no recorded number`);
    } else if (number > expected * (1 + MARGIN)) {
      const limit = format(Math.floor(expected * (1 + MARGIN)));
      problems.push(`${name}: ${format(number)} instructions, and the limit is ${limit}`);
    } else if (number < expected * (1 - MARGIN)) {
      problems.push(
        `${name}: ${format(number)} instructions, fewer than the ${format(expected)} recorded`,
      );
    }
  };

  for (const [build, rows] of Object.entries(measured.everyday)) {
    for (const [name, number] of Object.entries(rows)) {
      compare(`${build}, ${name}`, number, recorded.everyday[build]?.[name]);
    }
  }
  for (const [index, row] of measured.dearest.entries()) {
    const name = nameDearest(row);
    compare(name, row.instructions, recorded.dearest[index]?.instructions);
    if (row.times > timesLimit(row)) {
      problems.push(
        `${name}: ${row.times} times a valid request, and the limit is ${timesLimit(row)} times`,
      );
    }
    if (row.memory !== undefined && row.memory > MEMORY_LIMIT) {
      problems.push(
        `${name}: ${format(row.memory)} bytes of memory, and the limit is ${format(MEMORY_LIMIT)}`,
      );
    }
  }
  return problems;
}

export function format(number: number): string {
  return number.toLocaleString('en');
}
