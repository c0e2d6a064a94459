// Looks for the dearest request that CloudFront lets through to the function. For each build it
// measures every family of test/bench/edge/families.ts, and then changes the parameters of the
// dearest requests at random. Needs valgrind and test/engines/install.sh.
// Run: npm run bench:dearest -- [options]
//   --rounds <n>    rounds of random changes for each build; default 12
//   --seed <n>      of the random changes; default 1
//   --build <name>  only the builds of this name
//   --write         writes what was found into test/bench/edge/recorded.json and the document

import { parseArgs } from 'node:util';
import { BUILDS, type Build, LAST_SECRET, toTarget } from './edge/builds.js';
import { createRandom, mutate } from './edge/climb.js';
import { writeDocument } from './edge/document.js';
import { countInstructions, measureMemory, type Target } from './edge/engine.js';
import { families } from './edge/families.js';
import { countValid, measureDearest, rate } from './edge/measure.js';
import { type Plan, plan, toRequest } from './edge/plan.js';
import {
  type Dearest,
  format,
  type Kind,
  MEMORY_LIMIT,
  nameDearest,
  readRecorded,
  writeRecorded,
} from './edge/recorded.js';
import { fits, isAscii, wireText } from './edge/request.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    build: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

/** How many requests a round tries. */
const TRIES = 40;

/** How many of the dearest requests the next round starts from. */
const KEPT = 6;

/** How many of the families are also compared by their memory. */
const MEASURED_FOR_MEMORY = 8;

interface Found {
  readonly plan: Plan;
  readonly family: string;
  readonly isAscii: boolean;
  readonly instructions: number;
  readonly answer: string;
}

const dearest: Dearest[] = [];
for (const build of BUILDS.filter(({ name }) => name === (options.build ?? name))) {
  dearest.push(...(await search(build)));
}
if (options.write) {
  const recorded = readRecorded();
  const names = new Set(dearest.map(({ build }) => build));
  const others = recorded.dearest.filter(({ build }) => !names.has(build));
  // The search calls each request once. What is recorded is measured as the gate measures it.
  const all = await measureDearest([...others, ...dearest]);
  writeRecorded({ ...recorded, dearest: all });
  writeDocument({ ...recorded, dearest: all });
}

async function search(build: Build): Promise<Dearest[]> {
  const target = await toTarget(build);
  const valid = countValid(target);
  console.log(`\n${build.name}, ${build.secrets} secret(s), a valid request ${format(valid)}`);

  const toRow = (family: string, kind: Kind, { plan, instructions }: Found): Dearest => ({
    build: build.name,
    secrets: build.secrets,
    family,
    kind,
    plan: differences(plan),
    ...rate(instructions, valid),
  });
  const withMemory = (row: Dearest): Dearest => ({
    ...row,
    memory: measureMemory(target, toRequest(plan(row.plan), LAST_SECRET)),
  });

  const seeds = measurePlans(
    target,
    families.flatMap(({ name, plans }) => plans.map((plan) => ({ plan, family: name }))),
    1,
  );
  const rows: Dearest[] = [];
  for (const { name } of families) {
    const mine = seeds.filter(({ family }) => family === name);
    const ascii = mine.find((found) => found.isAscii);
    rows.push(
      ...(ascii ? [toRow(name, 'ASCII', ascii)] : []),
      ...(mine[0] && mine[0] !== ascii ? [toRow(name, 'any characters', mine[0])] : []),
    );
  }

  const random = createRandom(Number(options.seed));
  const all = (['ASCII', 'any characters'] as const).map((kind) => {
    const [found] = climb(target, seeds, random, kind === 'ASCII');
    return withMemory(toRow('all', kind, found!));
  });
  // Memory takes longer to measure, so only the requests that cost the most are considered.
  const dear = [...rows].sort((a, b) => b.times - a.times).slice(0, MEASURED_FOR_MEMORY);
  const [largest] = [...all, ...dear.map(withMemory)].sort((a, b) => b.memory! - a.memory!);
  if (!all.includes(largest!)) {
    all.push({ ...largest!, family: 'all', kind: 'memory' });
  }

  for (const row of [...rows, ...all]) {
    print(row, build);
  }
  // The families are recorded for the default build only: the gate is to stay quick.
  return build === BUILDS[0] ? [...rows, ...all] : all;
}

/** The plans that fit, the dearest first. */
function measurePlans(
  target: Target,
  plans: readonly { plan: Plan; family: string }[],
  repeats: number,
): Found[] {
  const entries = plans.flatMap((entry) => {
    const request = toRequest(entry.plan, LAST_SECRET);
    return fits(request) ? [{ ...entry, request, isAscii: isAscii(request) }] : [];
  });
  const costs = countInstructions(
    target,
    entries.map(({ request }) => request),
    repeats,
  );
  return entries
    .map((entry, index) => ({ ...entry, ...costs[index]! }))
    .sort((a, b) => b.instructions - a.instructions);
}

function climb(
  target: Target,
  seeds: readonly Found[],
  random: () => number,
  mustBeAscii: boolean,
): Found[] {
  let best = seeds.filter((found) => found.isAscii || !mustBeAscii).slice(0, KEPT);
  for (let round = 0; round < Number(options.rounds); round++) {
    const tries = Array.from({ length: TRIES }, (_, i) => {
      const { plan } = best[i % best.length]!;
      return { plan: mutate(plan, random, !mustBeAscii), family: 'all' };
    });
    const found = measurePlans(target, tries, 1).filter((found) => found.isAscii || !mustBeAscii);
    best = [...best, ...found].sort((a, b) => b.instructions - a.instructions).slice(0, KEPT);
  }
  return measurePlans(target, best, 3);
}

function print(row: Dearest, build: Build): void {
  const limit = build.limits[row.kind === 'ASCII' ? 0 : 1];
  const { memory = 0 } = row;
  const isOver = row.times > limit || memory > MEMORY_LIMIT;
  if (isOver) {
    process.exitCode = 1;
  }
  const bytes = Buffer.byteLength(wireText(toRequest(plan(row.plan), LAST_SECRET)));
  const numbers = `${row.times.toFixed(1)} of ${limit} times, ${bytes} bytes sent`;
  const heap = memory ? `, ${format(memory)} bytes of memory` : '';
  console.log(`  ${isOver ? 'OVER ' : ''}${numbers}${heap}: ${nameDearest(row)}`);
  if (row.family === 'all') {
    console.log(`    ${JSON.stringify(row.plan)}`);
  }
}

/** The parameters that differ from those of a plain request. */
function differences(found: Plan): Partial<Plan> {
  const plain = plan() as unknown as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(found).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(plain[name]),
    ),
  );
}
